"""Compositions that are as good, or so nearly as good that nobody should say that they are not."""

from __future__ import annotations

from dataclasses import dataclass

from applicants.disclosure.composition.problem import Problem
from applicants.disclosure.composition.solve import Composition, solve

MOST = 12


@dataclass(frozen=True)
class Alternatives:
    """The best ones after the first, the highest total first. `more`: there are others within the band that were not looked for."""

    found: tuple[Composition, ...]
    more: bool

    def always(self, best: Composition) -> frozenset[int]:
        """Who is in each composition that was found."""
        return best.chosen.intersection(*(each.chosen for each in self.found))


def alternatives(problem: Problem, best: Composition, *, band: int, most: int = MOST) -> Alternatives:
    """All compositions whose total is at most `band` below the best, `most` of them at the most: each is looked for apart from those before."""
    found: list[Composition] = []
    while len(found) <= most:
        another = solve(problem, apart_from=[best.chosen, *(each.chosen for each in found)], least=best.total - band)
        if another is None:
            break
        found.append(another)
    return Alternatives(tuple(found[:most]), more=len(found) > most)
