"""Codes by which an applicant lets somebody help: short enough to be said aloud or written on paper, good for one person and three days."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from applicants.applications.folio import UNMISTAKABLE
from applicants.applications.team.tokens import LinkSpent
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


class CodeUnknown(LinkSpent):
    """No code like this one works now."""

    status = 404
    title = _("This code does not work")

    def __init__(self) -> None:
        super().__init__(_("It was used, it has run out, or there is a slip in it. Ask the person whom you help for a new one."))


def new_code() -> str:
    """Like K7QX4MNP."""
    return "".join(secrets.choice(UNMISTAKABLE) for _ in range(CHARACTERS))


def as_shown(code: str) -> str:
    return f"{code[:GROUP]}-{code[GROUP:]}"


def kept_of_code(typed: str) -> str:
    """What is kept of a code, as it was typed: capitals, spaces and hyphens do not matter."""
    return fingerprint("help:" + "".join(sign for sign in typed.upper() if sign.isalnum())[:40])


@contextmanager
def counted_try(person: User) -> Iterator[None]:
    """One try of this person: it is counted before anything is looked up, in one step however many come at once, and taken back unless the code turns out
    to be unknown. Raises TooManyTries, also for a code that would be right; without the cache it counts nothing."""
    key = f"help-code:{person.pk}"
    cache.add(key, 0, AN_HOUR)
    with suppress(ValueError):  # the cache is away
        if cache.incr(key) > MOST_WRONG:
            raise TooManyTries
    try:
        yield
    except CodeUnknown:
        raise
    except BaseException:
        give_back(key)
        raise
    give_back(key)


def give_back(key: str) -> None:
    with suppress(ValueError):
        cache.incr(key, -1)
