"""Codes by which an applicant lets somebody help: short enough to be said aloud or written on paper, good for one person and three days."""

from __future__ import annotations

import secrets

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from applicants.applications.folio import UNMISTAKABLE
from fundportal.accounts.invite import fingerprint
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal

CHARACTERS, GROUP = 8, 4  # of 28 signs: 38 bits, ten tries an hour
MOST_WRONG, AN_HOUR = 10, 3600


class TooManyTries(Refusal):
    """Somebody guesses."""

    status = 429
    title = _("Too many wrong codes")

    def __init__(self) -> None:
        super().__init__(_("Wait an hour, and check the code with the person whom you help."))


def new_code() -> str:
    """Like K7QX4MNP."""
    return "".join(secrets.choice(UNMISTAKABLE) for _ in range(CHARACTERS))


def as_shown(code: str) -> str:
    return f"{code[:GROUP]}-{code[GROUP:]}"


def kept_of_code(typed: str) -> str:
    """What is kept of a code, as it was typed: capitals, spaces and hyphens do not matter."""
    return fingerprint("help:" + "".join(sign for sign in typed.upper() if sign.isalnum())[:40])


def count_wrong(person: User) -> None:
    """One more wrong code of this person. Raises TooManyTries; without the cache it counts nothing."""
    key = f"help-code:{person.pk}"
    wrong = cache.get(key, 0) + 1
    cache.set(key, wrong, AN_HOUR)
    if wrong > MOST_WRONG:
        raise TooManyTries
