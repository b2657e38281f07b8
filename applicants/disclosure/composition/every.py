"""All compositions within a band, where they are not too many to be counted one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from applicants.disclosure.composition.problem import Problem
from applicants.disclosure.composition.solve import Composition, row_of

STEPS = 150_000
"""Choices looked at before it is given up: half a second."""
DEEPEST = 300
"""Candidates left open above which nobody would come to an end."""


class Every(NamedTuple):
    """`found` in no order; all of them, or (not `is_all`) those met before it was given up."""

    found: list[Composition]
    is_all: bool


class Open(NamedTuple):
    """A candidate about whom nothing is settled: what taking them costs at least, and what leaving them out does."""

    candidate: int
    taken: float
    left: float
    limits: list[int]


def every(problem: Problem, *, least: int, most: int) -> Every:
    """All compositions whose total is `least` or more, up to `most` of them. Raises TooHard.

    What each choice costs at least against the best choice in fractions is known from its reduced costs (Nemhauser and Wolsey 1988, II.3.2): a branch ends as
    soon as its costs together go below `least`.
    """
    from applicants.disclosure.composition.highs import relaxed

    order = problem.candidates
    places = {candidate: place for place, candidate in enumerate(order)}
    found = relaxed([float(problem.scores[each]) for each in order], [row_of(limit, places) for limit in problem.limits]) if order else None
    if found is None:
        nobody = Composition(frozenset(), 0)
        fits = not order and least <= 0 and all(limit.is_met(nobody.chosen) for limit in problem.limits)
        return Every([nobody] if fits else [], is_all=True)
    costs = {each: (found.taken(place), found.left(place)) for place, each in enumerate(order)}
    return Search(problem, least, most, found.top - least + 0.5).run(costs)


class Search:
    """One candidate after the other is taken or left out, the cheaper way first."""

    def __init__(self, problem: Problem, least: int, most: int, room: float) -> None:
        self.problem, self.least, self.most, self.room = problem, least, most, room
        self.found: list[Composition] = []
        self.steps = 0
        self.chosen: list[int] = []
        self.have = [0] * len(problem.limits)
        self.may = [len(limit.members) for limit in problem.limits]

    def run(self, costs: dict[int, tuple[float, float]]) -> Every:
        limits = {each: [place for place, limit in enumerate(self.problem.limits) if each in limit.members] for each in costs}
        rows = [Open(each, taken, left, limits[each]) for each, (taken, left) in costs.items()]
        sure = [row for row in rows if max(row.taken, row.left) > self.room]
        for row in sure:
            self.take(row) if row.taken <= self.room else self.leave(row)
        known = {row.candidate for row in sure}
        free = sorted((row for row in rows if row.candidate not in known), key=lambda row: (-max(row.taken, row.left), row.candidate))
        if len(free) > DEEPEST:
            return Every([], is_all=False)
        is_all = self.go(free, 0, self.room) if self.is_open() else True
        return Every(self.found, is_all)

    def go(self, free: Sequence[Open], place: int, room: float) -> bool:
        """Whether everything below was looked at."""
        self.steps += 1
        if self.steps > STEPS or len(self.found) > self.most:
            return False
        if place == len(free):
            made = frozenset(self.chosen)
            total = self.problem.total(made)
            if total >= self.least and all(limit.is_met(made) for limit in self.problem.limits):
                self.found.append(Composition(made, total))
            return True
        row, is_all = free[place], True
        for take in sorted((True, False), key=lambda take: row.taken if take else row.left):
            cost = row.taken if take else row.left
            if cost > room:
                continue
            (self.take if take else self.leave)(row)
            if self.is_open(row.limits):
                is_all = self.go(free, place + 1, room - cost) and is_all
            self.back(row, take)
        return is_all

    def is_open(self, limits: Sequence[int] | None = None) -> bool:
        """Whether these limits can still be met."""
        for place in range(len(self.have)) if limits is None else limits:
            limit = self.problem.limits[place]
            if self.have[place] + self.may[place] < limit.number if limit.is_floor else self.have[place] > limit.number:
                return False
        return True

    def take(self, row: Open) -> None:
        self.chosen.append(row.candidate)
        for place in row.limits:
            self.have[place] += 1
            self.may[place] -= 1

    def leave(self, row: Open) -> None:
        for place in row.limits:
            self.may[place] -= 1

    def back(self, row: Open, taken: bool) -> None:
        if taken:
            self.chosen.pop()
        for place in row.limits:
            self.have[place] -= taken
            self.may[place] += 1
