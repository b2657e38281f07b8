"""How much reviewers agree: Krippendorff's alpha. Pure; knows numbers alone.

    α = 1 − D_observed / D_expected

1 is agreement without a flaw, 0 what chance would bring, below 0 less than chance. Each unit may have any number of values; one with a single value
says nothing. Disagreement of two values is their difference squared (interval), or the number of values between them squared, half of both ends
counted (ordinal).

Source: K. Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; the same (2004), Content Analysis, chapter 11.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, combinations

Distance = Callable[[float, float], float]


def interval(units: Iterable[Sequence[float]]) -> float | None:
    """Alpha of values whose differences mean something (points); None where nothing can be compared or all values are the same."""
    paired = pairable(units)
    values = [value for unit in paired for value in unit]
    observed = sum(squares(unit) / (len(unit) - 1) for unit in paired)
    expected = squares(values)
    return 1 - (len(values) - 1) * observed / expected if expected > 0 else None


def ordinal(units: Iterable[Sequence[float]]) -> float | None:
    """Alpha of values of which only the order means something (the scores of a rubric); None as above."""
    paired = pairable(units)
    totals = Counter(value for unit in paired for value in unit)
    apart = steps_between(totals)
    number = totals.total()
    observed = sum(disagreement(Counter(unit), apart) / (len(unit) - 1) for unit in paired)
    expected = disagreement(totals, apart)
    return 1 - (number - 1) * observed / expected if expected > 0 else None


def pairable(units: Iterable[Sequence[float]]) -> list[Sequence[float]]:
    return [unit for unit in units if len(unit) > 1]


def squares(values: Sequence[float]) -> float:
    """The sum of (x − y)² over all ordered pairs: 2 n Σ(x − mean)², which loses nothing to rounding where values lie close together."""
    if len(values) < 2:
        return 0.0
    mean = sum(values) / len(values)
    return 2 * len(values) * sum((value - mean) ** 2 for value in values)


def disagreement(counts: Mapping[float, int], apart: Distance) -> float:
    return 2 * sum(counts[x] * counts[y] * apart(x, y) ** 2 for x, y in combinations(sorted(counts), 2))


def steps_between(totals: Mapping[float, int]) -> Distance:
    """How many values lie from one to the other."""
    order = sorted(totals)
    middle = {value: upto - totals[value] / 2 for value, upto in zip(order, accumulate(totals[value] for value in order), strict=True)}
    return lambda x, y: middle[y] - middle[x]
