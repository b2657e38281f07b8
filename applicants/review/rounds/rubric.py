"""The rubric: criteria with anchored scores, and the points that they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from applicants.review.models import Criterion
from fundportal.web.bilingual import pick

FEWEST, MOST = 3, 6  # scores of a criterion
FEWEST_TO_SCREEN = 2


@dataclass(frozen=True, slots=True)
class Anchor:
    """One score of a criterion and the words that anchor it."""

    score: int
    words: str


def anchors_of(criterion: Criterion) -> list[Anchor]:
    """The scores of a criterion, lowest first, in the language of the moment."""
    return [Anchor(line["score"], pick(line)) for line in criterion.descriptors]


def scores_of(criterion: Criterion) -> set[int]:
    """The numbers that may be given."""
    return {line["score"] for line in criterion.descriptors}


def descriptors(spanish: str, english: str) -> list[dict[str, object]]:
    """Descriptors out of two texts with one score a line, lowest first; English may be left empty."""
    words_es, words_en = lines(spanish), lines(english)
    return [{"score": n, "es": es, "en": words_en[n - 1] if words_en else ""} for n, es in enumerate(words_es, start=1)]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def missing(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> list[Criterion]:
    """Criteria without a score."""
    return [criterion for criterion in criteria if criterion.key not in scores]


def points(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> Decimal:
    """What the scores come to, from 0 (the lowest score of every criterion) to 100 (the highest), to three decimals. All criteria must have a score.

    Each criterion counts by how far its score lies on the way from its lowest to its highest one, times its weight: a criterion of three scores and
    one of six count alike.
    """
    found = [(criterion.weight, part_of(criterion, scores[criterion.key])) for criterion in criteria]
    whole = sum((weight * part for weight, part in found), Fraction()) / sum(weight for weight, _part in found)
    return (Decimal(100 * whole.numerator) / whole.denominator).quantize(Decimal("0.001"))


def part_of(criterion: Criterion, score: int) -> Fraction:
    """Where the score lies between the criterion's lowest (0) and highest (1)."""
    known = scores_of(criterion)
    lowest, highest = min(known), max(known)
    return Fraction(score - lowest, highest - lowest) if highest > lowest else Fraction(1)
