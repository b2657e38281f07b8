"""Bands of ties: applications that the reviews cannot tell apart share one, instead of ranks that chance has made. Pure.

From the best one down: a band holds whatever lies so close below its first application that the difference is less than CERTAIN standard errors of
that difference; the first that lies farther off begins the next band. So the first of a band is better than the first of the next with 95 % confidence.
Neighbours on both sides of an edge may still be alike, which is why people and not the edge decide.

The errors are those of differences (severity.Fit.errors_between), not the intervals of two scores: who was read by the same people is compared more
closely than the intervals say, and overlapping intervals can be told apart.

Source: the fixed bands of W. F. Cascio, J. Outtz, S. Zedeck and I. L. Goldstein (1991), Human Performance 4, 233–264.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

CERTAIN = 1.96  # standard errors: 95 %, two-sided

Between = Callable[[int, Sequence[int]], Sequence[float]]


def bands(values: Sequence[float], between: Between) -> list[int]:
    """The band of each value, from 1. `between` gives the standard errors of the differences between the value at one place and those at others."""
    order = sorted(range(len(values)), key=lambda place: -values[place])
    found = [0] * len(values)
    band, start = 0, 0
    while start < len(order):
        first, rest = order[start], order[start + 1 :]
        band += 1
        found[first] = band
        errors = between(first, rest) if rest else []
        apart = (n for n, (place, error) in enumerate(zip(rest, errors, strict=True)) if values[first] - values[place] > CERTAIN * error)
        end = next(apart, len(rest))
        for place in rest[:end]:
            found[place] = band
        start += 1 + end
    return found
