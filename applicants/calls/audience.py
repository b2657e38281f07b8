"""Who hears of a change to a call. Applications lie above this room, so it asks, and they answer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.dispatch import Signal

from applicants.calls.models import Call
from fundportal.accounts.models import User

audience_asked = Signal()
"""Sent with `call`; a receiver returns a list of Listener: who has an application in it that may still be changed."""


answers_asked = Signal()
"""Sent with `call` and `keys`; a receiver returns how many applications that may still be changed hold an answer to one of these questions (None: to any
question, or were handed in)."""


class Listener(NamedTuple):
    """A person with an application: its folio, and the address where it goes on, in the person's language."""

    person: User
    folio: str
    url: str


def audience(call: Call) -> list[Listener]:
    """Everybody who should hear that this call changed."""
    answers: list[tuple[Any, Any]] = audience_asked.send(sender=Call, call=call)
    return [listener for _receiver, listeners in answers for listener in listeners]


def answering(call: Call, keys: Collection[str] | None = None) -> int:
    """How many people have answered one of these questions of a call, or (None) anything at all."""
    if keys is not None and not keys:
        return 0
    answers: list[tuple[Any, Any]] = answers_asked.send(sender=Call, call=call, keys=keys)
    return sum(count for _receiver, count in answers)
