"""From the world to numbers: the problem of a round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from applicants.review.assignment.affinity import Fit, fit
from applicants.review.assignment.conflicts import Pair
from applicants.review.assignment.loads import bounds
from applicants.review.assignment.problem import Marks, Problem
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.together import reachable
from applicants.review.assignment.world import World


@dataclass(frozen=True, eq=False)
class Posed:
    """The problem with what it is about: rows are `applications`, columns `reviewers`, by their keys. `conflicted`: pairs that a conflict excludes."""

    problem: Problem
    fit: Fit
    applications: list[int]
    reviewers: list[int]
    conflicted: Marks


def pose(seen: World, rules: Rules, *, wanted: int, seed: int) -> Posed:
    """`wanted`: reviews of each application. A reviewer whose fixed reviews exceed the bounds keeps them and gets no more."""
    applications, reviewers = [each.pk for each in seen.applications], [each.pk for each in seen.reviewers]
    rows, columns = {pk: place for place, pk in enumerate(applications)}, {pk: place for place, pk in enumerate(reviewers)}

    def marks(pairs: frozenset[Pair] | dict[Pair, list[str]]) -> Marks:
        made = np.zeros((len(applications), len(reviewers)), dtype=bool)
        for application, reviewer in pairs:
            if application in rows and reviewer in columns:
                made[rows[application], columns[reviewer]] = True
        return made

    found = fit(seen.applications, seen.reviewers, rules, seed)
    conflicted, fixed = marks(seen.conflicts) | marks(seen.standing.abstained), marks(seen.standing.fixed)
    allowed = ~conflicted & found.understood if rules.languages == "must" else ~conflicted
    done = np.array([seen.standing.handed_in_by_others.get(pk, 0) for pk in applications], dtype=np.int64)
    wants = np.maximum(wanted - done, 0)
    elsewhere = np.array([seen.elsewhere.get(pk, 0) for pk in reviewers], dtype=np.int64)
    low, high = bounds(int(wants.sum() + elsewhere.sum()), [each.load for each in seen.reviewers], rules.slack)
    up_to = max(reachable(len(applications), wanted, len(reviewers)), 1) if rules.shared is None and wanted > 1 else 0
    problem = Problem(
        affinity=found.affinity,
        allowed=allowed,
        wanted=wants,
        low=np.maximum(np.array(low, dtype=np.int64) - elsewhere, 0),
        high=np.maximum(np.array(high, dtype=np.int64) - elsewhere, 0),
        fixed=fixed,
        kept=marks(seen.standing.kept) if rules.keep else np.zeros_like(fixed),
        pool=np.array([rules.pool in each.pools if rules.pool else False for each in seen.reviewers], dtype=bool),
        shared=rules.shared or 0,
        up_to=up_to,
    )
    return Posed(problem, found, applications, reviewers, conflicted)
