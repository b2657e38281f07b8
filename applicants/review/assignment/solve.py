"""One assignment from its problem: exact without the rule of shared applications, then with it; or the smallest reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from applicants.review.assignment.baselines import Figures, by_lot, figures, greedy
from applicants.review.assignment.impossible import Impossible, reason
from applicants.review.assignment.problem import Marks, Numbers, Problem
from applicants.review.assignment.together import Sharing, bring_together, sharing
from applicants.review.assignment.transport import transport


@dataclass(frozen=True, eq=False)
class Solved:
    """`given`: the pairs beside the fixed ones. `moved`: those of them that the rule of shared applications has brought in. `bound`: what the affinity of
    no assignment that keeps as many pairs exceeds. `price`: what one place more with each reviewer would bring. `plain`: the figures before that rule. `shared`: what that rule was about in the end."""

    given: Marks
    moved: Marks
    bound: int
    price: Numbers
    figures: Figures
    plain: Figures
    lot: Figures
    greedy: Figures
    shared: int
    sharing: Sharing

    @property
    def gap(self) -> float:
        """How far, at most, the affinity is below what is possible, as a part of that."""
        return (self.bound - self.figures.affinity) / self.bound if self.bound > 0 else 0.0


def solve(problem: Problem, *, seed: int = 1, heard: Callable[[str, float], None] = lambda step, done: None) -> Solved:
    """Raises Impossible with its reason. `heard` is told the step and how much of all is done, from 0 to 1; what it raises stops the work."""
    heard("best", 0.1)
    flow = transport(problem, problem.score, heard=lambda: heard("best", 0.1))
    if flow.short:
        heard("reason", 0.5)
        raise Impossible(reason(problem, heard=lambda: heard("reason", 0.6)))
    heard("together", 0.4)
    bonus = int((problem.score - problem.affinity)[flow.given].sum())
    bound = flow.bound - bonus + problem.total(problem.fixed)
    given, shared = bring_together(problem, flow.given, bound, heard=lambda done: heard("together", 0.4 + done / 2))
    heard("compare", 0.9)
    return Solved(
        given=given,
        moved=given & ~flow.given,
        bound=bound,
        shared=shared,
        price=flow.by_reviewer,
        figures=figures(problem, given),
        plain=figures(problem, flow.given),
        lot=figures(problem, by_lot(problem, seed)),
        greedy=figures(problem, greedy(problem)),
        sharing=sharing(replace(problem, shared=shared), given),
    )
