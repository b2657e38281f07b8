"""What fictional reviewers and the fund thought of an application."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from applicants.review.models import Criterion
from applicants.review.rounds.rubric import points
from applicants.samples import texts
from applicants.samples.course import Calendar
from applicants.samples.rounds import Reading

READ = frozenset({"in_review", "shortlisted"})
"""States of applications that may still lack reviews."""
OUTCOMES = {
    "selected": "select", "offered": "select", "confirmed": "select", "offer_declined": "select", "offer_expired": "select", "place_ended": "select",
    "waitlisted": "waitlist", "declined": "decline", "runner_up": "decline",
}  # fmt: skip
REVIEWS = 2


class Verdict(NamedTuple):
    """A review in the order of the columns that are written (see applications.REVIEW)."""

    reviewer: int
    assigned_at: datetime
    conflict: str
    conflict_at: datetime | None
    scores: dict[str, int]
    mean: Any
    comment: str
    submitted_at: datetime | None


def verdicts(state: str, screened: datetime, reading: Reading, calendar: Calendar, random: Random) -> list[Verdict]:
    """Two reviews of everything that was decided; of what is still read often none yet, or one that is only assigned."""
    if state in READ and random.random() < 0.25:
        return []
    good = 3.4 if OUTCOMES.get(state) == "select" else 2.9 if state == "runner_up" else 2.3
    readers = random.sample(reading.reviewers, min(REVIEWS, len(reading.reviewers)))
    return [
        verdict(reader, state in READ and random.random() < 0.4, screened, good, reading.criteria, calendar, random) for reader in readers
    ]


def verdict(
    reader: int, pending: bool, screened: datetime, good: float, criteria: list[Criterion], calendar: Calendar, random: Random
) -> Verdict:
    if pending:
        return Verdict(reader, screened, "unknown", None, {}, None, "", None)
    scores = {criterion.key: max(1, min(len(criterion.descriptors), round(random.gauss(good, 0.8)))) for criterion in criteria}
    latest = (calendar.released or calendar.now) - timedelta(days=1)
    done = max(screened, min(screened + timedelta(days=10) * random.random(), latest))
    comment = random.choice(texts.COMMENTS) if random.random() < 0.5 else ""
    return Verdict(reader, screened, "none", done, scores, points(criteria, scores), comment, done)
