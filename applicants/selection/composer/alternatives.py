"""Compositions that are as good, or so nearly as good that nobody should say that they are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from applicants.disclosure.composition.every import every
from applicants.disclosure.composition.problem import Problem, ban
from applicants.disclosure.composition.solve import Composition, TooHard, solve
from applicants.selection.composer.patience import EXPLAINED, Patience

LISTED, MOST = 24, 500


@dataclass(frozen=True)
class Alternatives:
    """The best ones after the first, the highest total first. `number`: so many others there are at least within the band, and no more where it `is_all`.
    `always`: who is in every composition within the band, whether it is listed or not (as far as that was worked out in time)."""

    found: tuple[Composition, ...]
    number: int
    is_all: bool
    always: frozenset[int]


def alternatives(
    problem: Problem, best: Composition, *, band: int, listed: int = LISTED, most: int = MOST, patience: Patience | None = None
) -> Alternatives:
    """All compositions whose total is at most `band` below the best are counted, one by one, up to `most`; `listed` of them are told."""
    time, least = patience or Patience(EXPLAINED), best.total - band
    known = every(problem, least=least, most=most)
    others = [each for each in known.found if each.chosen != best.chosen]
    if known.is_all:
        return Alternatives(in_order(others, best)[:listed], len(others), is_all=True, always=in_each(best, others))
    found = the_next(problem, best, least, min(listed, most), time)
    return Alternatives(
        in_order(found, best),
        max(min(len(others), most), len(found)),
        is_all=False,
        always=frozenset(each for each in in_each(best, [*others, *found]) if has_to_be(each, problem, least, time)),
    )


def in_order(found: Iterable[Composition], best: Composition) -> tuple[Composition, ...]:
    """The highest total first, and of those that are equal whatever differs least from the best."""
    return tuple(sorted(found, key=lambda each: (-each.total, len(best.chosen - each.chosen), sorted(each.chosen))))


def in_each(best: Composition, others: Iterable[Composition]) -> frozenset[int]:
    return best.chosen.intersection(*(each.chosen for each in others))


def the_next(problem: Problem, best: Composition, least: int, most: int, time: Patience) -> list[Composition]:
    """The highest totals after the best, each looked for apart from those before, as long as there is time."""
    found: list[Composition] = []
    while len(found) < most and not time.is_over:
        try:
            another = solve(problem, apart_from=[best.chosen, *(each.chosen for each in found)], least=least, seconds=time.left)
        except TooHard:
            break
        if another is None:
            break
        found.append(another)
    return found


def has_to_be(candidate: int, problem: Problem, least: int, time: Patience) -> bool:
    """Whether there is no composition within the band without this one: looked for, not taken from those that happen to be listed."""
    if time.is_over:
        return False
    try:
        return solve(problem.beside(ban(candidate)), least=least, seconds=time.left) is None
    except TooHard:
        return False
