"""Links that open one thing for whoever holds them. Only what `fingerprint` makes of a token is kept."""

from __future__ import annotations

import re
import secrets
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from fundportal.accounts.invite import fingerprint
from fundportal.web.refusals import Refusal

SHAPE = re.compile(r"[-\w]{16,64}", re.ASCII)


class Token(NamedTuple):
    """The secret itself, which stands in the letter alone, and what is kept of it."""

    secret: str
    sha256: str


class LinkSpent(Refusal):
    """There is no such link, or not any more."""

    status = 410
    title = _("This link no longer works")


class LinkUnknown(LinkSpent):
    status = 404


def new_token() -> Token:
    secret = secrets.token_urlsafe(24)
    return Token(secret, fingerprint(secret))


def kept_of(secret: str) -> str:
    """What is kept of a token that came. Raises LinkUnknown for what cannot be one."""
    if not SHAPE.fullmatch(secret):
        raise unknown()
    return fingerprint(secret)


def unknown() -> LinkUnknown:
    return LinkUnknown(_("We do not know this link. Perhaps it is not whole: open it from the letter, or ask for a new one."))
