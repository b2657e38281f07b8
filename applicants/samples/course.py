"""How a fictional application got to its state: verbs of the transition table, one after the other, at plausible hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from applicants.applications.states import TRANSITIONS, State

READ = ("submit", "screen_in")
CHOSEN = (*READ, "select", "offer")
PATHS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "ineligible": ("submit", "screen_out"),
    "in_review": READ,
    "shortlisted": (*READ, "shortlist"),
    "selected": (*READ, "select"),
    "waitlisted": (*READ, "waitlist"),
    "declined": (*READ, "decline"),
    "runner_up": (*READ, "shortlist", "decline"),
    "offered": CHOSEN,
    "confirmed": (*CHOSEN, "accept"),
    "offer_declined": (*CHOSEN, "decline_offer"),
    "offer_expired": (*CHOSEN, "expire_offer"),
    "place_ended": (*CHOSEN, "retract_offer"),
    "withdrawn": ("submit", "withdraw"),
    "abandoned": ("withdraw",),
}
"""By the state that a path leads to; "abandoned" is a draft that was withdrawn, "runner_up" was declined from the shortlist."""

DECIDED = frozenset({"select", "waitlist", "decline"})


@dataclass(frozen=True)
class Calendar:
    """When things happen in a call. `released` is None while nothing is decided."""

    opens: datetime
    closes: datetime
    now: datetime
    released: datetime | None = None

    @property
    def last_start(self) -> datetime:
        """The latest start of a draft that is still handed in in time."""
        return min(self.closes, self.now) - timedelta(hours=8)


class Step(NamedTuple):
    """One line of the history."""

    verb: str
    before: str
    after: str
    at: datetime


def started(calendar: Calendar, random: Random) -> datetime:
    """When a draft was begun: more and more of them towards the deadline."""
    part: float = random.random() ** 0.5
    return calendar.opens + (calendar.last_start - calendar.opens) * part


def steps(path: str, submitted: datetime, calendar: Calendar, random: Random) -> Iterator[Step]:
    """The history along a path, from the moment of handing in (or, of a draft, of its last save). Raises ValueError for a step that is not legal."""
    state, at = State.DRAFT, submitted
    for verb in PATHS[path]:
        transition = TRANSITIONS[verb]
        if state not in transition.sources:
            raise ValueError(f"{path}: {verb} does not follow {state}")
        at = moment(verb, at, calendar, random)
        yield Step(verb, str(state), str(transition.target), at)
        state = transition.target


def moment(verb: str, before: datetime, calendar: Calendar, random: Random) -> datetime:
    """When the step was taken: after the one before, and never in the future."""
    if verb == "submit":
        return before
    if verb in DECIDED or verb == "offer":
        return calendar.released or before
    if verb == "expire_offer":
        return before + timedelta(days=7)
    longest = timedelta(days=6 if verb in ("accept", "decline_offer") else 3)
    return min(before + longest * random.random(), max(before, calendar.now - timedelta(minutes=5)))
