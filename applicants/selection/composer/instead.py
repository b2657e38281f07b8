"""Why not this one: what it would cost to have it in, and who would leave; or which rules forbid it."""

from __future__ import annotations

from dataclasses import dataclass

from applicants.disclosure.composition.problem import Limit, Problem, pin
from applicants.disclosure.composition.solve import Composition, solve
from applicants.selection.composer.conflict import contradiction


@dataclass(frozen=True)
class Instead:
    """`cost` in thousandths of points, `leave` and `come` (the one asked about is not among these); or the rules that `forbid` it."""

    cost: int = 0
    leave: frozenset[int] = frozenset()
    come: frozenset[int] = frozenset()
    forbid: tuple[Limit, ...] = ()


def instead(problem: Problem, best: Composition, candidate: int) -> Instead:
    """The best composition with this candidate in it, against the best of all. Exact: it is solved once more."""
    forced = problem.beside(pin(candidate))
    found = solve(forced)
    if found is None:
        return Instead(forbid=tuple(limit for limit in contradiction(forced) if limit != pin(candidate)))
    return Instead(best.total - found.total, best.chosen - found.chosen, found.chosen - best.chosen - {candidate})
