"""A reviewer's queue: the same applications for nobody in the same order, so that no one is always read first or last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from applicants.review.calibration.models import CalibrationApplication
from applicants.review.models import Review, Round

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """One application in the queue. `calibrates`: everybody scores it first."""

    review: int
    done: bool
    abstained: bool
    application: int = 0
    calibrates: bool = False
    done_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return not (self.done or self.abstained)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a reviewer comes along: `left` to evaluate, in `days` (today is one; none is left of a day that has passed), so `a_day`; `today` are done."""

    left: int
    days: int
    a_day: int
    today: int


SHOWN = 240
"""Frames that the strip shows at most: of a longer queue those around the one that is open."""


@dataclass(frozen=True)
class Queue:
    """A round as one reviewer sees it."""

    round: Round
    places: list[Place]

    @property
    def done(self) -> int:
        """How many are evaluated."""
        return sum(place.done for place in self.places)

    @property
    def counted(self) -> int:
        """How many there are to evaluate, without those from which the reviewer abstains."""
        return sum(not place.abstained for place in self.places)

    @property
    def width(self) -> int:
        """How wide the strip of frames is drawn: ten a frame, room for two dozen at least."""
        return 10 * max(24, min(len(self.places), SHOWN))

    def frames(self, review: int | None = None) -> list[Place]:
        """The frames of the strip: all, or SHOWN of them around this review."""
        middle = (self.index(review) if review is not None else None) or 0
        start = max(0, min(middle - SHOWN // 2, len(self.places) - SHOWN))
        return self.places[start : start + SHOWN]

    @property
    def calibrating(self) -> bool:
        """Whether something of the calibration set waits: then that is read first."""
        return any(place.calibrates and place.waits for place in self.places)

    @property
    def has_calibration(self) -> bool:
        return any(place.calibrates for place in self.places)

    def pace(self, at: datetime | None = None) -> Pace:
        """By the clock of the call. Needs its time zone."""
        zone = self.round.call.zone
        today: date = (at or timezone.now()).astimezone(zone).date()
        left = self.counted - self.done
        days = max((self.round.due_on - today).days + 1, 0) if self.round.due_on else 0
        done = sum(place.done_at is not None and place.done_at.astimezone(zone).date() == today for place in self.places)
        return Pace(left, days, -(-left // days) if days else left, done)

    def across(self, criterion: str) -> list[Place]:
        """The places in the order in which they are read for one criterion: by lot again, another for each; the calibration set first, and alone
        while it waits."""

        def lot(place: Place) -> tuple[bool, bytes]:
            drawn = f"{self.round.seed}:{criterion}:{place.review}:{place.application}"
            return not place.calibrates, blake2b(drawn.encode(), digest_size=8).digest()

        there = [place for place in self.places if not place.abstained and (place.calibrates or not self.calibrating)]
        return sorted(there, key=lot)

    def index(self, review: int) -> int | None:
        """Where this review stands, counted from 0; None when it is not in the queue."""
        return next((n for n, place in enumerate(self.places) if place.review == review), None)

    def next_open(self, after: int | None = None) -> int | None:
        """The next review that is neither done nor abstained from, from the one after `after` on and then from the start; None when all are."""
        start = (self.index(after) if after is not None else None) or 0
        offset = start + 1 if after is not None else 0
        turned = self.places[offset:] + self.places[:offset]
        return next((place.review for place in turned if place.waits and place.review != after), None)

    def beside(self, review: int, step: int) -> int | None:
        """The review before (-1) or after (+1) this one."""
        index = self.index(review)
        if index is None or not 0 <= index + step < len(self.places):
            return None
        return self.places[index + step].review


def by_lot(review: Review) -> bytes:
    """The sort key of an application for this reviewer in this round: random, and always the same. Needs the round at hand."""
    return blake2b(f"{review.round.seed}:{review.reviewer_id}:{review.application_id}".encode(), digest_size=8).digest()


def queues_of(reviewer: User) -> list[Queue]:
    """The reviewer's open rounds, the one that is due first in front. One statement, whatever their length."""
    everybodys = CalibrationApplication.objects.filter(calibration__round=OuterRef("round"), application=OuterRef("application"))
    rows = Review.objects.at_the_desk(reviewer).annotate(calibrates=Exists(everybodys)).select_related("round__call__cohort__strand__program").only(
        "application_id", "reviewer_id", "submitted_at", "conflict", "round__seed", "round__ordinal", "round__name_es", "round__name_en", "round__due_on", "round__blind_tier",
        "round__closed_at", "round__kind", "round__peers", "round__shows_earlier", "round__shows_names",
        "round__call__slug", "round__call__title_es", "round__call__title_en", "round__call__is_sample", "round__call__time_zone",
        "round__call__cohort__strand__program__code",
    )  # fmt: skip
    rounds: dict[int, Round] = {}
    found: dict[int, list[Review]] = {}
    for review in rows:
        rounds.setdefault(review.round_id, review.round)
        found.setdefault(review.round_id, []).append(review)
    queues = [Queue(rounds[pk], [place_of(review) for review in sorted(reviews, key=in_turn)]) for pk, reviews in found.items()]
    return sorted(queues, key=lambda queue: (queue.next_open() is None, queue.round.due_on is None, queue.round.due_on, queue.round.pk))


def in_turn(review: Any) -> tuple[bool, bytes]:
    """The calibration set first, then by lot."""
    return not review.calibrates, by_lot(review)


def place_of(review: Any) -> Place:
    abstains = review.conflict == Review.Conflict.DECLARED
    return Place(review.pk, review.submitted_at is not None, abstains, review.application_id, review.calibrates, review.submitted_at)
