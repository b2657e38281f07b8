"""The door for other rooms: what the reviews of a round say of each application, with how far that can be trusted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, Max, QuerySet, Sum

from applicants.review.models import Review, Round
from applicants.review.scores.bands import CERTAIN, bands

if TYPE_CHECKING:
    from applicants.review.scores.severity import Fit

KEPT = 8  # rounds whose model a process keeps
LOWEST, HIGHEST = 0.0, 100.0  # see rubric.points


class Estimate(NamedTuple):
    """Points from 0 to 100: `value` adjusted for severity, between `low` and `high` with 95 % confidence; `mean` as given, of so many `reviews`.

    Where the reviews do not allow to tell (see severity.fit), the value is the mean, the interval all of the scale, and there is no band.
    """

    value: float
    low: float
    high: float
    mean: float
    reviews: int
    band: int | None


class Given(NamedTuple):
    """A review as handed in: the points, and the scores by criterion."""

    application: int
    reviewer: int
    points: float
    scores: dict[str, int]


@dataclass(frozen=True)
class Scores:
    """All that is reckoned of a round at one moment. `fit` is None where the model cannot be fitted."""

    given: list[Given]
    fit: Fit | None
    estimates: dict[int, Estimate] = field(default_factory=dict)


def estimates(round: Round) -> dict[int, Estimate]:
    """Application id -> estimate, of every application of which a review is handed in. One statement, two where something was handed in since."""
    return scores_of(round).estimates


def scores_of(round: Round) -> Scores:
    """The same with the model behind it; kept until a review of the round is handed in or changed."""
    state = counting(round.pk).aggregate(number=Count("pk"), newest=Max("saved_at"), points=Sum("mean"))
    return reckoned(round.pk, *state.values())


def counting(round: int) -> QuerySet[Review]:
    """The reviews that count: handed in, and not for calibration alone."""
    return Review.objects.filter(round=round, submitted_at__isnull=False, counts=True)


@lru_cache(maxsize=KEPT)
def reckoned(round: int, *state: Any) -> Scores:
    rows = counting(round).order_by("pk").values_list("application_id", "reviewer_id", "mean", "scores")
    given = [Given(application, reviewer, float(mean), scores) for application, reviewer, mean, scores in rows if mean is not None]
    return reckon(given)


def reckon(given: list[Given]) -> Scores:
    """The model of these reviews. Numpy is read when staff first need it."""
    from applicants.review.scores.severity import Mark, fit

    found = fit(Mark(each.application, each.reviewer, each.points) for each in given)
    points: dict[int, list[float]] = defaultdict(list)
    for each in given:
        points[each.application].append(each.points)
    if found is None:
        return Scores(given, None, {key: untold(values) for key, values in points.items()})
    places = bands([float(value) for value in found.values], lambda one, others: [float(e) for e in found.errors_between(one, others)])  # type: ignore[arg-type]
    told = zip(found.applications, found.values, found.errors, places, strict=True)
    return Scores(given, found, {key: estimate(points[key], float(value), float(error), band) for key, value, error, band in told})


def untold(points: list[float]) -> Estimate:
    mean = sum(points) / len(points)
    return Estimate(mean, LOWEST, HIGHEST, mean, len(points), None)


def estimate(points: list[float], value: float, error: float, band: int) -> Estimate:
    value = min(max(value, LOWEST), HIGHEST)
    low, high = max(value - CERTAIN * error, LOWEST), min(value + CERTAIN * error, HIGHEST)
    return Estimate(value, low, high, sum(points) / len(points), len(points), band)
