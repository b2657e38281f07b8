"""What is kept of a solved problem, by the keys of people and applications: JSON for the plan."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from applicants.review.assignment.codes import AVOIDED, FIXED, KEPT, LANGUAGE, NEW, NO_TOPIC, TOGETHER
from applicants.review.assignment.impossible import Reason
from applicants.review.assignment.model import Posed
from applicants.review.assignment.problem import Marks
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.solve import Solved
from applicants.review.assignment.together import meetings, targets
from applicants.review.assignment.world import World

MOST_NAMED = 200


def outcome_of(posed: Posed, seen: World, rules: Rules, solved: Solved) -> dict[str, Any]:
    """`pairs`, `gone` and `figures` of a plan."""
    problem, whole = posed.problem, solved.given | posed.problem.fixed
    flags = unfulfilled(posed, seen, rules)
    standing = set(seen.standing.kept | seen.standing.left)
    pairs: dict[int, list[list[Any]]] = {}
    planned = set()
    for a, r in zip(*np.nonzero(whole), strict=True):
        pair = (posed.applications[a], posed.reviewers[r])
        planned.add(pair)
        how = FIXED if problem.fixed[a, r] else KEPT if pair in standing else TOGETHER if solved.moved[a, r] else NEW
        told = "" if how == FIXED else "".join(flag for flag, marks in flags.items() if marks[a, r])
        pairs.setdefault(pair[0], []).append([pair[1], int(problem.affinity[a, r]), how, told])
    ordered = sorted(seen.applications, key=lambda each: each.folio)
    return {
        "pairs": [[each.pk, sorted(pairs.get(each.pk, []))] for each in ordered],
        "gone": sorted(standing - planned),
        "figures": figures_of(posed, seen, solved, whole, flags),
    }


def unfulfilled(posed: Posed, seen: World, rules: Rules) -> dict[str, Marks]:
    named = np.array([bool(each.topics) for each in seen.applications], dtype=bool)[:, None]
    return {
        LANGUAGE: ~posed.fit.understood & (rules.languages != "off"),
        AVOIDED: posed.fit.wish < 0.5,
        NO_TOPIC: named & (posed.fit.topic == 0),
    }


def figures_of(posed: Posed, seen: World, solved: Solved, whole: Marks, flags: dict[str, Marks]) -> dict[str, Any]:
    problem = posed.problem
    now = problem.fixed | marks_of(posed, seen)
    before, after = now.sum(0), whole.sum(0)
    given = whole & ~problem.fixed
    ruled = replace(problem, shared=solved.shared)
    lacking = np.triu(targets(ruled, whole) - meetings(whole), 1)
    few = np.argwhere(lacking > 0)[:MOST_NAMED]
    return {
        "wanted": int(problem.wanted.sum()),
        "fixed": int(problem.fixed.sum()),
        "kept": int((given & now).sum()),
        "new": int((given & ~now).sum()),
        "bound": solved.bound,
        "gap": round(solved.gap, 6),
        **{name: asdict(getattr(solved, name)) for name in ("figures", "plain", "lot", "greedy", "sharing")},
        "shared": solved.shared,
        "loads": [
            [pk, int(before[r]), int(after[r]), int(problem.low[r]), int(problem.high[r]), int(solved.price[r])]
            for r, pk in enumerate(posed.reviewers)
        ],
        "unfulfilled": {flag: int((given & marks).sum()) for flag, marks in flags.items()},
        "apart": [[posed.reviewers[r], posed.reviewers[s], int(lacking[r, s])] for r, s in few],
        "in_conflict": int((problem.fixed & posed.conflicted).sum()),
        "over": int((after > problem.high).sum()),
    }


def marks_of(posed: Posed, seen: World) -> Marks:
    """What is assigned and not begun."""
    made = np.zeros(posed.problem.fixed.shape, dtype=bool)
    rows, columns = {pk: row for row, pk in enumerate(posed.applications)}, {pk: column for column, pk in enumerate(posed.reviewers)}
    for application, reviewer in seen.standing.kept:
        made[rows[application], columns[reviewer]] = True
    return made


def reason_of(posed: Posed, reason: Reason) -> dict[str, Any]:
    """The reason by keys, with the numbers that its sentences need."""
    problem = posed.problem
    enough = list(reason.enough)
    most = list(reason.most)
    others = np.ones(problem.reviewers, dtype=bool)
    others[most] = False
    about = sorted({*reason.enough, *reason.pool, *reason.full})
    closed = ~problem.free[about]
    pooled = problem.pool if reason.pool else np.zeros_like(problem.pool)
    return {
        "enough": [posed.applications[a] for a in enough],
        "pool": [posed.applications[a] for a in reason.pool],
        "full": [posed.applications[a] for a in reason.full],
        "most": [[posed.reviewers[r], int(problem.room[r])] for r in most],
        "least": [[posed.reviewers[r], int(problem.least[r])] for r in reason.least],
        "needed": int(problem.need[enough].sum()),
        "room": int(problem.room[most].sum()),
        "by_others": int(problem.free[enough][:, others].sum()) if enough else 0,
        "readers": [posed.reviewers[r] for r in np.flatnonzero(problem.free[enough].any(0))][:MOST_NAMED] if enough else [],
        "conflicts": int(posed.conflicted[about].sum()),
        "begun": int(problem.fixed[about].sum()),
        "languages": int((closed & ~posed.conflicted[about] & ~problem.fixed[about]).sum()),
        "in_pool": int(pooled.sum()),
        "short": reason.short,
        "irreducible": reason.irreducible,
        "reviewers": problem.reviewers,
    }
