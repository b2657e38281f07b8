"""Why there is no composition: a set of rules that cannot hold together, and of which none can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from applicants.disclosure.composition.problem import FILL, PLACES, Limit, Problem
from applicants.disclosure.composition.solve import solve
from applicants.selection.composer.patience import BEST, Patience

FRAME = (PLACES, FILL)
"""What the cohort has anyway: named only where it lies at that as well."""


def contradiction(problem: Problem, *, patience: Patience | None = None) -> tuple[Limit, ...]:
    """The limits that contradict one another: together impossible, and possible as soon as any of them is taken away. Empty when nothing does.

    What a deletion filter gives (Chinneck and Dravnieks 1991: each limit is left out for good when the rest stays impossible without it), halves first
    (QuickXplain, Junker 2004), since of forty rules most are no part of it. Of two such sets it is the one with fewer of the limits that come first.
    Raises TooHard.
    """
    time = patience or Patience(BEST)
    if is_possible(problem, problem.limits, time):
        return ()
    stated = sorted(problem.limits, key=lambda limit: (limit.key not in FRAME, len(limit.members) > 1))
    return tuple(needed(problem, (), stated, time))


def needed(problem: Problem, kept: Sequence[Limit], tried: Sequence[Limit], time: Patience) -> list[Limit]:
    """A least part of `tried` that is impossible beside `kept`."""
    if kept and not is_possible(problem, kept, time):
        return []
    if len(tried) == 1:
        return list(tried)
    first, second = tried[: len(tried) // 2], tried[len(tried) // 2 :]
    of_first = needed(problem, [*kept, *second], first, time)
    return [*of_first, *needed(problem, [*kept, *of_first], second, time)]


def is_possible(problem: Problem, limits: Sequence[Limit], time: Patience) -> bool:
    return solve(problem.only(limits), weights=dict.fromkeys(problem.scores, 0), seconds=time.left) is not None
