"""Why there is no assignment: a smallest set of rules that cannot hold together.

Found in three steps. One application that too few may read is a reason by itself. Otherwise the elastic model (everything may be broken, at a price of one
each) tells by its duals which rules pull against each other; where these are needs of applications against the most that reviewers take, the fewest
applications that show it follow by counting. Then the deletion filter (Chinneck and Dravnieks 1991): a rule without which the rest still cannot hold is no
part of the reason. What is left is irreducible: each part is needed, so changing any one of them ends this reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from applicants.review.assignment.problem import Marks, Problem
from applicants.review.assignment.transport import Flow, transport

PATIENCE = 8.0  # seconds for the deletion filter


@dataclass(frozen=True)
class Reason:
    """Rules that cannot hold together, as places in the problem: `enough`: applications that want all their reviews, `pool`: that want one of the pool,
    `full`: that take no more than they want, `most`: reviewers with their most, `least`: with their least. `short`: by how much, over the whole problem."""

    enough: tuple[int, ...] = ()
    pool: tuple[int, ...] = ()
    full: tuple[int, ...] = ()
    most: tuple[int, ...] = ()
    least: tuple[int, ...] = ()
    short: int = 0
    irreducible: bool = True

    @property
    def size(self) -> int:
        return sum(len(part) for part in (self.enough, self.pool, self.full, self.most, self.least))


class Impossible(Exception):
    """No assignment keeps all the rules."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.size} rules cannot hold together")
        self.reason = reason


KINDS = ("enough", "pool", "full", "most", "least")
Rules = list[tuple[str, int]]
Places = NDArray[np.int64]


def reason(problem: Problem, *, heard: Callable[[], None] = lambda: None) -> Reason:
    """The reason of a problem that has no assignment. `heard` is called now and then; it may raise in order to stop."""
    flow = transport(problem, heard=heard)
    alone = too_few_readers(problem)
    if alone is not None:
        return replace(alone, short=flow.short)
    pulled = pulling(problem, flow)
    rules = counted(problem, pulled if pulled and not can_hold(problem, pulled) else every_rule(problem))
    rules, irreducible = filtered(problem, rules, heard)
    return replace(as_reason(rules), short=flow.short, irreducible=irreducible)


def too_few_readers(problem: Problem) -> Reason | None:
    """The first application that too few may read, or nobody of the pool."""
    few = np.flatnonzero(problem.free.sum(1) < problem.need)
    if len(few):
        return Reason(enough=(int(few[0]),))
    alone = np.flatnonzero(problem.from_pool & ~(problem.free & problem.pool).any(1))
    return Reason(pool=(int(alone[0]),)) if len(alone) else None


def pulling(problem: Problem, flow: Flow) -> Rules:
    """The rules with a price in the elastic model."""
    return [
        *(("enough", int(a)) for a in np.flatnonzero(flow.by_application < 0)),
        *(("full", int(a)) for a in np.flatnonzero((flow.by_application > 0) & (problem.need > 0))),
        *(("pool", int(a)) for a in np.flatnonzero(flow.by_pool < 0)),
        *(("most", int(r)) for r in np.flatnonzero(flow.by_reviewer > 0)),
        *(("least", int(r)) for r in np.flatnonzero(flow.by_reviewer < 0)),
    ]


def every_rule(problem: Problem) -> Rules:
    """All that there are, for the case that prices mislead."""
    applications, reviewers = np.flatnonzero(problem.need > 0), range(problem.reviewers)
    by_application = [(kind, int(a)) for kind in ("enough", "full") for a in applications]
    pool = [("pool", int(a)) for a in np.flatnonzero(problem.from_pool)]
    return [*by_application, *pool, *((kind, r) for kind in ("most", "least") for r in reviewers)]


def counted(problem: Problem, rules: Rules) -> Rules:
    """Where applications want more than reviewers take: the fewest applications that show it for these reviewers, and for fewer of them.

    An application shows so many reviews as it wants beyond what others may give it; together they have to exceed what the reviewers take.
    """
    if {kind for kind, _place in rules} != {"enough", "most"}:
        return rules
    crowd = np.array([place for kind, place in rules if kind == "enough"])
    full = np.zeros(problem.reviewers, dtype=bool)
    full[[place for kind, place in rules if kind == "most"]] = True
    fewest = showing(problem, crowd, full)
    if fewest is None:
        return rules
    for r in np.flatnonzero(full):
        fewer = full.copy()
        fewer[r] = False
        found = showing(problem, crowd, fewer)
        if found is not None and len(found) <= len(fewest):
            full, fewest = fewer, found
    return [*(("enough", int(a)) for a in fewest), *(("most", int(r)) for r in np.flatnonzero(full))]


def showing(problem: Problem, crowd: Places, full: Marks) -> Places | None:
    """The fewest of these applications that want more than the reviewers marked take and others may give; None when all of them do not."""
    beyond = problem.need[crowd] - problem.free[crowd][:, ~full].sum(1)
    order = np.argsort(-beyond, kind="stable")
    exceeding = np.flatnonzero(np.cumsum(beyond[order]) > problem.room[full].sum())
    return crowd[order[: exceeding[0] + 1]] if len(exceeding) else None


def filtered(problem: Problem, rules: Rules, heard: Callable[[], None]) -> tuple[Rules, bool]:
    """The rules without those that are no part of the reason: halves first, then ever smaller pieces, at last one by one. Whether there was time for all."""
    until, piece = monotonic() + PATIENCE, max(len(rules) // 2, 1)
    while True:
        place = len(rules)
        while place > 0 and len(rules) > 1:
            heard()
            if monotonic() > until:
                return rules, False
            begin = max(place - piece, 0)
            rest = rules[:begin] + rules[place:]
            if rest and not can_hold(problem, rest):
                rules = rest
            place = begin
        if piece == 1:
            return rules, True
        piece = max(min(piece // 2, len(rules) // 2), 1)


def can_hold(problem: Problem, rules: Rules) -> bool:
    """Whether these rules alone, and that a reviewer reads an application once at most, can hold together: a linear program of their own."""
    import highspy

    from fundportal.web.highs import Highs

    a, r = columns(problem, rules)
    sizes, index, lower, upper = [], [], [], []
    for kind, place in rules:
        mine = np.flatnonzero((r if kind in ("most", "least") else a) == place)
        if kind == "pool":
            mine = mine[problem.pool[r[mine]]]
        low, high = limits(problem, kind, place)
        if not len(mine) and low > 0:
            return False
        sizes.append(len(mine))
        index.append(mine)
        lower.append(low)
        upper.append(high)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(a), len(rules)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(len(a)), np.zeros(len(a)), np.ones(len(a))
    lp.row_lower_, lp.row_upper_ = np.array(lower), np.array(upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(sizes)])
    lp.a_matrix_.index_ = np.concatenate(index)
    lp.a_matrix_.value_ = np.ones(int(sum(sizes)))
    highs = Highs()
    highs.passModel(lp)
    highs.run()
    return highs.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)


def columns(problem: Problem, rules: Rules) -> tuple[Places, Places]:
    """The pairs that any of the rules is about."""
    touched = np.zeros(problem.free.shape, dtype=bool)
    for kind, place in rules:
        if kind == "least":
            touched[:, place] = True
        elif kind != "most":  # who takes no more than that is no obstacle alone
            touched[place] = True
    a, r = np.nonzero(touched & problem.free & (problem.need > 0)[:, None])
    return a.astype(np.int64), r.astype(np.int64)


def limits(problem: Problem, kind: str, place: int) -> tuple[float, float]:
    if kind in ("enough", "full"):
        need = float(problem.need[place])
        return (need, np.inf) if kind == "enough" else (-np.inf, need)
    if kind == "pool":
        return 1.0, np.inf
    return (-np.inf, float(problem.room[place])) if kind == "most" else (float(problem.least[place]), np.inf)


def as_reason(rules: Rules) -> Reason:
    enough, pool, full, most, least = (tuple(sorted(place for other, place in rules if other == kind)) for kind in KINDS)
    return Reason(enough, pool, full, most, least)
