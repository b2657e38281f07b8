"""Who hears of a change to a call. Applications lie above this room, so it asks, and they answer."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.dispatch import Signal

from applicants.calls.models import Call
from fundportal.accounts.models import User

audience_asked = Signal()
"""Sent with `call`; a receiver returns a list of Listener: who has an application in it that may still be changed."""


class Listener(NamedTuple):
    """A person with an application: its folio, and the address where it goes on, in the person's language."""

    person: User
    folio: str
    url: str


def audience(call: Call) -> list[Listener]:
    """Everybody who should hear that this call changed."""
    answers: list[tuple[Any, Any]] = audience_asked.send(sender=Call, call=call)
    return [listener for _receiver, listeners in answers for listener in listeners]
