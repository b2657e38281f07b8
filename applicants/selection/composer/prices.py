"""What each rule costs: the problem solved once more without it, so that the price is exact and no estimate."""

from __future__ import annotations

from applicants.disclosure.composition.problem import FILL, PLACES, Problem
from applicants.disclosure.composition.solve import Composition, TooHard, solve
from applicants.selection.composer.patience import EXPLAINED, Patience


def prices(problem: Problem, best: Composition, *, patience: Patience | None = None) -> dict[str, int]:
    """Key -> thousandths of points that the cohort would have more without this limit, the others staying. Those of the places have no price, nor has what
    could not be solved in time."""
    time = patience or Patience(EXPLAINED)
    found = {limit.key: price(problem, best, limit.key, time) for limit in problem.limits if limit.key not in (PLACES, FILL)}
    return {key: points for key, points in found.items() if points is not None}


def price(problem: Problem, best: Composition, key: str, time: Patience) -> int | None:
    if time.is_over:
        return None
    try:
        found = solve(problem.without(key), least=best.total, seconds=time.left)
    except TooHard:
        return None
    assert found is not None  # noqa: S101 (what fulfils all of the limits fulfils all but one)
    return found.total - best.total
