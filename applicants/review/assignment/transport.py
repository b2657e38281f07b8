"""The assignment without the rule of shared applications: a flow from applications to reviewers, solved exactly by HiGHS.

Applications, their needs of the pool and reviewers are a network, so the linear program has whole numbers at its corners and no branching is needed.
Only pairs that look good at the prices of the moment are columns; what the duals say is worth more comes in, until nothing does. Then the duals,
rounded to whole numbers, prove over all pairs how good any assignment can be: what is reported is that proof, not the solver's word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from applicants.review.assignment.prices import NEVER, prices
from applicants.review.assignment.problem import Marks, Numbers, Problem

MORE, AT_ONCE = 8, 6
"""Columns of an application at first beyond what it needs, and how many may come in at each look."""


@dataclass(frozen=True, eq=False)
class Flow:
    """`given`: the pairs made. `bound`: what no assignment's score exceeds. `short`: reviews, pool places and least loads that could not be met.
    `by_application`, `by_reviewer`, `by_pool`: the duals, what one more of each would bring."""

    given: Marks
    value: int
    bound: int
    short: int
    by_application: Numbers
    by_reviewer: Numbers
    by_pool: Numbers


def transport(problem: Problem, score: Numbers | None = None, *, heard: Callable[[], None] = lambda: None) -> Flow:
    """The best assignment of what is open. Without `score` only what cannot be met is counted, and as little of it as possible.

    `heard` is called between looks; it may raise in order to stop.
    """
    worth = np.zeros_like(problem.affinity) if score is None else score
    penalty = 1 if score is None else (problem.reviewers + 2) * (int(worth.max(initial=0)) + 1)
    model = Model(problem, worth, penalty)
    model.add(first_columns(problem, worth))
    while True:
        heard()
        model.solve()
        better = model.left_out()
        if not better.any():
            return model.flow()
        model.add(better)


def first_columns(problem: Problem, worth: Numbers) -> Marks:
    """The pairs that look best for each application at rough prices, some of the pool, and all that are kept."""
    net = np.where(problem.free, worth - prices(problem, worth), NEVER)
    marks = best_of(net, int(problem.need.max(initial=0)) * 2 + MORE) & problem.free
    if problem.from_pool.any():
        marks |= best_of(np.where(problem.pool, net, NEVER), MORE) & problem.free & problem.from_pool[:, None]
    return (marks | problem.staying) & (problem.need > 0)[:, None]


def best_of(net: NDArray[Any], count: int) -> Marks:
    """The largest `count` of each row."""
    marks = np.zeros(net.shape, dtype=bool)
    if count >= net.shape[1]:
        return ~marks
    if count > 0 and net.size:
        np.put_along_axis(marks, np.argpartition(-net, count - 1, axis=1)[:, :count], True, 1)
    return marks


class Model:
    """The linear program in HiGHS: rows are applications, then reviewers, then the pool for each application; columns are pairs, after one for each row
    that takes up, at a penalty, what cannot be met."""

    def __init__(self, problem: Problem, worth: Numbers, penalty: int) -> None:
        import highspy

        from fundportal.web.highs import Highs

        self.problem, self.worth, self.penalty = problem, worth, penalty
        n, m = problem.applications, problem.reviewers
        self.pooled = np.flatnonzero(problem.from_pool)
        self.pool_row = np.full(n, -1)
        self.pool_row[self.pooled] = n + m + np.arange(len(self.pooled))
        self.rows = n + m + len(self.pooled)
        self.inside = np.zeros((n, m), dtype=bool)
        self.pairs = np.zeros((0, 2), dtype=np.int64)
        self.highs = Highs()
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.rows, self.rows
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.full(self.rows, -float(penalty))
        lp.col_lower_, lp.col_upper_ = np.zeros(self.rows), np.full(self.rows, highspy.kHighsInf)
        lp.row_lower_ = np.concatenate([problem.need, problem.least, np.ones(len(self.pooled))]).astype(float)
        lp.row_upper_ = np.concatenate([problem.need, problem.room, np.full(len(self.pooled), highspy.kHighsInf)]).astype(float)
        # taking up for a reviewer must not hide that the most is exceeded: its column fills the least, as a pair would
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.arange(self.rows + 1)
        lp.a_matrix_.index_ = np.arange(self.rows)
        lp.a_matrix_.value_ = np.ones(self.rows)
        self.highs.passModel(lp)

    def add(self, marks: Marks) -> None:
        """Let these pairs be columns."""
        a, r = np.nonzero(marks & ~self.inside)
        pooled = self.problem.pool[r] & (self.pool_row[a] >= 0)
        sizes = 2 + pooled
        starts = np.concatenate([[0], np.cumsum(sizes)])
        index = np.empty(starts[-1], dtype=np.int32)
        index[starts[:-1]], index[starts[:-1] + 1] = a, self.problem.applications + r
        index[starts[:-1][pooled] + 2] = self.pool_row[a[pooled]]
        count = len(a)
        self.highs.addCols(
            count, self.worth[a, r].astype(float), np.zeros(count), np.ones(count), int(starts[-1]), starts[:-1].astype(np.int32), index, np.ones(starts[-1])
        )  # fmt: skip
        self.inside[a, r] = True
        self.pairs = np.concatenate([self.pairs, np.stack([a, r], 1)])

    def solve(self) -> None:
        """Raises RuntimeError when HiGHS finds no optimum: that of a model with such columns always exists."""
        import highspy

        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ends with {self.highs.modelStatusToString(self.highs.getModelStatus())}.")
        solution = self.highs.getSolution()
        self.values = np.asarray(solution.col_value)
        duals = np.rint(np.asarray(solution.row_dual)).astype(np.int64)
        n, m = self.problem.applications, self.problem.reviewers
        self.by_application, self.by_reviewer = duals[:n], duals[n : n + m]
        self.by_pool = np.zeros(n, dtype=np.int64)
        self.by_pool[self.pooled] = np.minimum(duals[n + m :], 0)

    def gains(self) -> Numbers:
        """What each pair would bring beyond its price."""
        gains: Numbers = self.worth - self.by_application[:, None] - self.by_reviewer - self.by_pool[:, None] * self.problem.pool
        return gains

    def left_out(self) -> Marks:
        """Pairs that are no columns yet and are worth more than they cost: the best of each application."""
        wanting = self.problem.free & ~self.inside & (self.problem.need > 0)[:, None]
        gains = np.where(wanting, self.gains(), 0)
        return best_of(gains, AT_ONCE) & (gains > 0)

    def bound(self) -> int:
        """By weak duality: holds for any whole numbers as duals, whatever the solver did."""
        problem = self.problem
        gains = np.where(problem.free & (problem.need > 0)[:, None], self.gains(), 0)
        by_load = np.where(self.by_reviewer > 0, self.by_reviewer * problem.room, self.by_reviewer * problem.least)
        return int(
            (self.by_application * problem.need).sum() + by_load.sum() + self.by_pool[problem.from_pool].sum() + np.maximum(gains, 0).sum()
        )

    def flow(self) -> Flow:
        given = np.zeros(self.inside.shape, dtype=bool)
        made = self.pairs[self.values[self.rows :] > 0.5]
        given[made[:, 0], made[:, 1]] = True
        value = int(self.worth[given].sum())
        short = self.short(given)
        return Flow(given, value, self.bound(), short, self.by_application, self.by_reviewer, self.by_pool)

    def short(self, given: Marks) -> int:
        """What these pairs leave unmet, counted by themselves."""
        problem = self.problem
        missing = np.maximum(problem.need - given.sum(1), 0).sum()
        idle = np.maximum(problem.least - given.sum(0), 0).sum()
        no_pool = (problem.from_pool & ~(given & problem.pool).any(1)).sum()
        return int(missing + idle + no_pool)
