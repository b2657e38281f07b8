"""What each rule costs: the problem solved once more without it, so that the price is exact and no estimate."""

from __future__ import annotations

from applicants.disclosure.composition.problem import FILL, PLACES, Problem
from applicants.disclosure.composition.solve import Composition, solve


def prices(problem: Problem, best: Composition) -> dict[str, int]:
    """Key -> thousandths of points that the cohort would have more without this limit, the others staying. Those of the places have no price."""
    return {limit.key: price(problem, best, limit.key) for limit in problem.limits if limit.key not in (PLACES, FILL)}


def price(problem: Problem, best: Composition, key: str) -> int:
    found = solve(problem.without(key), least=best.total)
    assert found is not None  # noqa: S101 (what fulfils all of the limits fulfils all but one)
    return found.total - best.total
