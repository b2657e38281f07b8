"""The rubric: criteria with anchored scores, and the weighted mean that they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from applicants.review.models import Criterion
from fundportal.web.bilingual import pick

FEWEST, MOST = 3, 6  # scores of a criterion


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


def weighted_mean(criteria: Iterable[Criterion], scores: Mapping[str, int]) -> Decimal:
    """The mean of the scores, each with its criterion's weight, to three decimals. All criteria must have a score."""
    weights = {criterion.key: criterion.weight for criterion in criteria}
    total = sum(scores[key] * weight for key, weight in weights.items())
    return (Decimal(total) / sum(weights.values())).quantize(Decimal("0.001"))
