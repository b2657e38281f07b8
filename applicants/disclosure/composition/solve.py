"""The best composition, proved to be the best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from applicants.disclosure.composition.problem import Limit, Problem

SECONDS = 10.0
"""After so long it is given up: an answer that is not proved is none."""


class TooHard(Exception):
    """No proof within the time."""


@dataclass(frozen=True)
class Composition:
    """Who is in it, and the thousandths of points that they have together."""

    chosen: frozenset[int]
    total: int


class Row(NamedTuple):
    """A bounded sum of some columns, each times its factor."""

    columns: list[int]
    factors: list[float]
    low: float
    high: float


def solve(
    problem: Problem,
    *,
    apart_from: Iterable[frozenset[int]] = (),
    least: int | None = None,
    weights: Mapping[int, int] | None = None,
    seconds: float = SECONDS,
) -> Composition | None:
    """The composition with the highest total that fulfils every limit; None when there is none.

    `apart_from` are compositions that are not wanted again; `least` is a total that must be reached. With `weights` it is their sum that is
    made as high as can be instead of the total (to within a thousandth). Exact: scores are whole numbers, so that a gap under 1 is none. The same
    question has the same answer. Raises TooHard after so many seconds.
    """
    from applicants.disclosure.composition.highs import highest, settled  # read when somebody first composes: it is large

    order = problem.candidates
    places = {candidate: place for place, candidate in enumerate(order)}
    rows = [row_of(limit, places) for limit in problem.limits]
    scores = [float(problem.scores[each]) for each in order]
    sure = settled(scores, rows, float(least)) if order and least is not None else {}
    if sure is None:
        return None
    rows += [Row([places[each] for each in other], [1.0] * len(other), -inf, len(other) - 1.0) for other in apart_from]
    if weights is None:
        found = highest(scores, rows, sure, seconds=seconds) if order else nothing(rows)
    else:
        enough = [] if least is None else [Row(list(range(len(order))), scores, float(least), inf)]
        lot = [float(weights[each]) for each in order]
        found = highest(lot, [*rows, *enough], sure, gap=1e-3, seconds=seconds) if order else nothing([*rows, *enough])
    if found is None:
        return None
    chosen = frozenset(order[place] for place in found)
    if not all(limit.is_met(chosen) for limit in problem.limits):
        raise TooHard  # rounding: never seen, and never passed on
    return Composition(chosen, problem.total(chosen)) if least is None or problem.total(chosen) >= least else None


def row_of(limit: Limit, places: Mapping[int, int]) -> Row:
    columns = sorted(places[member] for member in limit.members)
    bounds = (float(limit.number), inf) if limit.is_floor else (-inf, float(limit.number))
    return Row(columns, [1.0] * len(columns), *bounds)


def nothing(rows: Iterable[Row]) -> list[int] | None:
    """Where there are no candidates: nobody, if that fulfils all."""
    return [] if all(row.low <= 0 <= row.high for row in rows) else None
