"""What an assignment is held against: one by lot, and one that gives each application in turn the best who are left. Both keep what is
kept, and the hard rules but the least loads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from applicants.review.assignment.problem import Marks, Numbers, Problem


@dataclass(frozen=True)
class Figures:
    """`affinity`: the sum over all pairs. `missing`: reviews that an application lacks. `lightest`, `heaviest`, `deviation`: of the loads."""

    affinity: int
    missing: int
    lightest: int
    heaviest: int
    deviation: float


def figures(problem: Problem, given: Marks) -> Figures:
    """Of an assignment with its fixed pairs."""
    whole = given | problem.fixed
    load = whole.sum(0)
    missing = int(np.maximum(problem.need - (given & ~problem.fixed).sum(1), 0).sum())
    if not len(load):
        return Figures(0, missing, 0, 0, 0.0)
    return Figures(problem.total(whole), missing, int(load.min()), int(load.max()), round(float(load.std()), 1))


def by_lot(problem: Problem, seed: int) -> Marks:
    """Applications in random order, each with reviewers drawn from those who may read it and have room."""
    chance = np.random.default_rng(seed)
    return in_turn(problem, chance.random(problem.allowed.shape), chance.permutation(problem.applications))


def greedy(problem: Problem) -> Marks:
    """Applications in their order, each with those who fit best among who may read it and has room."""
    return in_turn(problem, problem.affinity.astype(float), np.arange(problem.applications))


def in_turn(problem: Problem, liking: NDArray[np.float64], order: Numbers) -> Marks:
    """What is kept goes first, then the reviewer of the pool where one is needed, then who is liked best."""
    given = np.zeros(problem.allowed.shape, dtype=bool)
    room, need = problem.room.copy(), problem.need.copy()
    for a in order:
        for r in np.flatnonzero(problem.staying[a] & (room > 0))[: need[a]]:
            given[a, r] = True
            room[r] -= 1
            need[a] -= 1
    for a in order:
        if not need[a]:
            continue
        open_to = problem.free[a] & (room > 0) & ~given[a]
        likes = np.where(open_to, liking[a], -1.0)
        if problem.from_pool[a] and not (given[a] & problem.pool).any() and (open_to & problem.pool).any():
            likes[int(np.where(open_to & problem.pool, liking[a], -1.0).argmax())] = np.inf
        best = np.argsort(-likes, kind="stable")[: need[a]]
        best = best[open_to[best]]
        given[a, best] = True
        room[best] -= 1
    return given
