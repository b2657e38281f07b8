"""The calls of a programme, as its page shows them. Calls lie above this room, so it asks, and they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.dispatch import Signal

from programs.catalogue.models import Program

tickets_asked = Signal()
"""Sent with `program`; a receiver returns a list of Ticket, the next to close first."""


@dataclass(frozen=True)
class Ticket:
    """A public call in a few words. `state` is soon, open or closed; it flips at `flips_at` (never again, when that is None)."""

    title: str
    summary: str
    url: str
    kicker: str
    colour: str
    minutes: int
    places: int | None
    state: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    is_sample: bool

    @property
    def flips_at(self) -> datetime | None:
        return {"soon": self.opens_at, "open": self.closes_at}.get(self.state)


def tickets_of(program: Program) -> list[Ticket]:
    """Its public calls."""
    answers: list[tuple[Any, Any]] = tickets_asked.send(sender=Program, program=program)
    return [ticket for _receiver, tickets in answers for ticket in tickets]


def next_flip(tickets: Iterable[Ticket]) -> datetime | None:
    """The next instant at which one of them opens or closes."""
    return min((ticket.flips_at for ticket in tickets if ticket.flips_at), default=None)
