"""How the panel has scored the calibration set: numbers alone, nobody's name."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from applicants.review.calibration.models import Calibration
from applicants.review.models import Criterion, Review
from applicants.review.rounds.rubric import anchors_of


class Bar(NamedTuple):
    """A score of a criterion: how many gave it, as a share of the highest bar (per cent), and whether the reader is among them."""

    score: int
    words: str
    number: int
    share: int
    own: bool


class Spread(NamedTuple):
    """An application of the set: by criterion the scores given, and the points from lowest to highest with the reader's own (None for staff)."""

    folio: str
    number: int
    criteria: list[tuple[str, list[Bar]]]
    low: float
    mean: float
    high: float
    own: float | None


def waiting(calibration: Calibration) -> int:
    """How many reviews of the set are still to come: who abstains, or no longer reviews, is not waited for. One statement."""
    set_of = calibration.chosen.values("application")
    return Review.objects.to_come().filter(round=calibration.round_id, application__in=set_of).count()


def spread(calibration: Calibration, criteria: list[Criterion], reader: int | None = None) -> list[Spread]:
    """Of each application of the set of which somebody has handed something in. Two statements."""
    folios = dict(calibration.chosen.order_by("pk").values_list("application_id", "application__folio"))
    rows = Review.objects.filter(round=calibration.round_id, application__in=folios, submitted_at__isnull=False)
    found: dict[int, list[Review]] = {}
    for review in rows.only("application_id", "reviewer_id", "scores", "mean").order_by("pk"):
        found.setdefault(review.application_id, []).append(review)
    return [of_application(folio, found[pk], criteria, reader) for pk, folio in folios.items() if pk in found]


def of_application(folio: str, reviews: list[Review], criteria: list[Criterion], reader: int | None) -> Spread:
    points = [float(review.mean) for review in reviews if review.mean is not None]
    own = next((review for review in reviews if review.reviewer_id == reader), None)
    bars = [(str(criterion.title), bars_of(criterion, reviews, own)) for criterion in criteria]
    mine = float(own.mean) if own is not None and own.mean is not None else None
    return Spread(folio, len(reviews), bars, min(points), sum(points) / len(points), max(points), mine)


def bars_of(criterion: Criterion, reviews: list[Review], own: Review | None) -> list[Bar]:
    given = Counter(review.scores.get(criterion.key) for review in reviews)
    most = max(given.values())
    mine = own.scores.get(criterion.key) if own else None
    return [
        Bar(anchor.score, anchor.words, given[anchor.score], 100 * given[anchor.score] // most, anchor.score == mine)
        for anchor in anchors_of(criterion)
    ]
