"""A reviewer's queue: the same applications for nobody in the same order, so that no one is always read first or last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Field, Func, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from applicants.review.calibration.models import CalibrationApplication
from applicants.review.models import Review, Round

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Place(NamedTuple):
    """One application in the queue. `calibrates`: everybody scores it first. A tuple, for there may be thousands."""

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
    """A round as one reviewer sees it. What is reckoned of its places is reckoned once."""

    round: Round
    places: list[Place]

    @cached_property
    def done(self) -> int:
        """How many are evaluated."""
        return sum(place.done for place in self.places)

    @cached_property
    def counted(self) -> int:
        """How many there are to evaluate, without those from which the reviewer abstains."""
        return len(self.places) - sum(place.abstained for place in self.places)

    @property
    def width(self) -> int:
        """How wide the strip of frames is drawn: ten a frame, room for two dozen at least."""
        return 10 * max(24, min(len(self.places), SHOWN))

    def frames(self, review: int | None = None) -> list[Place]:
        """The frames of the strip: all, or SHOWN of them around this review."""
        middle = (self.index(review) if review is not None else None) or 0
        start = max(0, min(middle - SHOWN // 2, len(self.places) - SHOWN))
        return self.places[start : start + SHOWN]

    @cached_property
    def calibration(self) -> list[Place]:
        """What the whole panel scores: it stands in front."""
        return [place for place in self.places if place.calibrates]

    @property
    def calibrating(self) -> bool:
        """Whether something of the calibration set waits: then that is read first."""
        return any(place.waits for place in self.calibration)

    @property
    def has_calibration(self) -> bool:
        return bool(self.calibration)

    def pace(self, at: datetime | None = None) -> Pace:
        """By the clock of the call. Needs its time zone."""
        zone = self.round.call.zone
        today = (at or timezone.now()).astimezone(zone).date()
        left = self.counted - self.done
        days = max((self.round.due_on - today).days + 1, 0) if self.round.due_on else 0
        begins, ends = (datetime.combine(day, time(), zone) for day in (today, today + timedelta(days=1)))
        done = sum(place.done_at is not None and begins <= place.done_at < ends for place in self.places)
        return Pace(left, days, -(-left // days) if days else left, done)

    def across(self, criterion: str) -> list[Place]:
        """The places in the order in which they are read for one criterion: by lot again, another for each; the calibration set first, and alone
        while it waits."""
        there = self.calibration if self.calibrating else self.places
        return in_turn([place for place in there if not place.abstained], f"{self.round.seed}:{criterion}", by_review)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Review -> where it stands, counted from 0."""
        return {place.review: number for number, place in enumerate(self.places)}

    def index(self, review: int) -> int | None:
        """Where this review stands, counted from 0; None when it is not in the queue."""
        return self.numbers.get(review)

    def next_open(self, after: int | None = None) -> int | None:
        """The next review that is neither done nor abstained from, from the one after `after` on and then from the start; None when all are."""
        number = self.index(after) if after is not None else None
        start = (number or 0) + 1 if after is not None else 0
        return next((place.review for place in self.turned(start) if place.waits and place.review != after), None)

    def turned(self, start: int) -> Iterator[Place]:
        """All places, from this number on and then from the first."""
        yield from self.places[start:]
        yield from self.places[:start]

    def beside(self, review: int, step: int) -> int | None:
        """The review before (-1) or after (+1) this one."""
        index = self.index(review)
        if index is None or not 0 <= index + step < len(self.places):
            return None
        return self.places[index + step].review


class Rows(Subquery):
    """All values of a subquery of one column, as one JSON list: thousands of rows come far quicker in one than each as its own."""

    template = "(SELECT json_agg(one.place) FROM (%(subquery)s) one)"
    output_field = Field()  # psycopg2 parses json (unlike jsonb) itself


def queues_of(reviewer: User) -> list[Queue]:
    """The reviewer's open rounds, the one that is due first in front. One statement, whatever their length."""
    abstained = ExpressionWrapper(Q(conflict=Review.Conflict.DECLARED), output_field=BooleanField())
    place = Func(
        "pk", abstained, "application", Exists(of_the_whole_panel()), Func("submitted_at", template="extract(epoch FROM %(expressions)s)"),
        function="json_build_array", output_field=Field(),
    )  # fmt: skip
    there = Review.objects.at_the_desk(reviewer).filter(round=OuterRef("pk")).order_by().values(place=place)
    rounds = (
        with_call().filter(Exists(Review.objects.of(reviewer).filter(round=OuterRef("pk"))), closed_at=None).annotate(there=Rows(there))
    )
    queues = [
        Queue(round, in_turn([place_of(*each) for each in round.there], f"{round.seed}:{reviewer.pk}"))
        for round in rounds.order_by("pk")
        if round.there
    ]
    return sorted(queues, key=lambda queue: (queue.next_open() is None, queue.round.due_on is None, queue.round.due_on, queue.round.pk))


class Waiting(NamedTuple):
    """How much of a round waits for its reviewer, how much of that is the calibration set, and since when the oldest does."""

    round: Round
    number: int
    calibrating: int
    oldest: datetime


def waiting_of(reviewer: User) -> list[Waiting]:
    """What waits in the reviewer's open rounds. One statement, and one more for the rounds where anything does."""
    rows = Review.objects.at_the_desk(reviewer).filter(submitted_at=None).exclude(conflict=Review.Conflict.DECLARED).order_by()
    set_first = Count("pk", filter=Exists(of_the_whole_panel()))
    counted = rows.values_list("round").annotate(number=Count("pk"), first=set_first, oldest=Min("assigned_at"))
    found = {pk: each for pk, *each in counted}
    rounds = with_call().in_bulk(found) if found else {}
    return [Waiting(rounds[pk], *found[pk]) for pk in sorted(found)]


def of_the_whole_panel() -> QuerySet[CalibrationApplication]:
    """The rows of the calibration set about a review."""
    return CalibrationApplication.objects.filter(calibration__round=OuterRef("round"), application=OuterRef("application"))


def place_of(review: int, abstained: bool, application: int, calibrates: bool, done_at: float | None) -> Place:
    return Place(review, done_at is not None, abstained, application, calibrates, datetime.fromtimestamp(done_at, UTC) if done_at else None)


def with_call() -> QuerySet[Any]:
    """Rounds as the desk shows them."""
    return Round.objects.select_related("call__cohort__strand__program").only(
        "seed", "ordinal", "name_es", "name_en", "due_on", "blind_tier", "closed_at", "kind", "peers", "shows_earlier", "shows_names",
        "call__slug", "call__title_es", "call__title_en", "call__is_sample", "call__time_zone", "call__cohort__strand__program__code",
    )  # fmt: skip


def by_application(place: Place) -> bytes:
    return b"%d" % place.application


def by_review(place: Place) -> bytes:
    return b"%d:%d" % (place.review, place.application)


def in_turn(places: list[Place], drawn: str, name: Callable[[Place], bytes] = by_application) -> list[Place]:
    """The calibration set first, then by lot: random, and always the same for what is drawn.

    The digest of the common beginning is worked out once and gone on from for each place: half of the work of a long queue.
    """
    begun = blake2b(f"{drawn}:".encode(), digest_size=8)

    def lot(place: Place) -> bytes:
        own = begun.copy()
        own.update(name(place))
        return own.digest()

    turned = sorted(places, key=lot)
    first = [place for place in turned if place.calibrates]
    return [*first, *(place for place in turned if not place.calibrates)] if first else turned
