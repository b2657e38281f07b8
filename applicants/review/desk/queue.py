"""A reviewer's queue: the same applications for nobody in the same order, so that no one is always read first or last."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from applicants.review.models import Review, Round

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """One application in the queue."""

    review: int
    done: bool
    abstained: bool


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
        return 10 * max(24, len(self.places))

    def index(self, review: int) -> int | None:
        """Where this review stands, counted from 0; None when it is not in the queue."""
        return next((n for n, place in enumerate(self.places) if place.review == review), None)

    def next_open(self, after: int | None = None) -> int | None:
        """The next review that is neither done nor abstained from, from the one after `after` on and then from the start; None when all are."""
        start = (self.index(after) if after is not None else None) or 0
        offset = start + 1 if after is not None else 0
        turned = self.places[offset:] + self.places[:offset]
        return next((place.review for place in turned if not (place.done or place.abstained) and place.review != after), None)

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
    rows = Review.objects.at_the_desk(reviewer).select_related("round__call__cohort__strand__program").only(
        "application_id", "reviewer_id", "submitted_at", "conflict", "round__seed", "round__ordinal", "round__name_es", "round__name_en", "round__due_on", "round__blind_tier",
        "round__closed_at", "round__call__slug", "round__call__title_es", "round__call__title_en", "round__call__is_sample",
        "round__call__cohort__strand__program__code",
    )  # fmt: skip
    rounds: dict[int, Round] = {}
    found: dict[int, list[Review]] = {}
    for review in rows:
        rounds.setdefault(review.round_id, review.round)
        found.setdefault(review.round_id, []).append(review)
    queues = [Queue(rounds[pk], [place_of(review) for review in sorted(reviews, key=by_lot)]) for pk, reviews in found.items()]
    return sorted(queues, key=lambda queue: (queue.next_open() is None, queue.round.due_on is None, queue.round.due_on, queue.round.pk))


def place_of(review: Review) -> Place:
    return Place(review.pk, review.submitted_at is not None, review.conflict == Review.Conflict.DECLARED)
