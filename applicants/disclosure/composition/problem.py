"""What a cohort has to fulfil, in numbers. Knows nothing of people or pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

PLACES, FILL = "places", "fill"
"""The keys of the two limits that every cohort has: no more than its places, and all of them."""


@dataclass(frozen=True)
class Limit:
    """At least (`is_floor`) or at most `number` of `members`. `key` names it for whoever stated it; to set one candidate is a floor of 1 of 1,
    to leave one out a ceiling of 0 of 1."""

    key: str
    members: frozenset[int]
    number: int
    is_floor: bool

    def is_met(self, chosen: frozenset[int]) -> bool:
        found = len(self.members & chosen)
        return found >= self.number if self.is_floor else found <= self.number


@dataclass(frozen=True)
class Problem:
    """`scores`: candidate -> thousandths of a point, whole numbers, so that totals are exact."""

    scores: Mapping[int, int]
    limits: tuple[Limit, ...]

    @cached_property
    def candidates(self) -> list[int]:
        """In one order, whatever order they came in."""
        return sorted(self.scores)

    def total(self, chosen: Iterable[int]) -> int:
        return sum(self.scores[each] for each in chosen)

    def without(self, key: str) -> Problem:
        return self.only(limit for limit in self.limits if limit.key != key)

    def only(self, limits: Iterable[Limit]) -> Problem:
        return replace(self, limits=tuple(limits))

    def beside(self, *limits: Limit) -> Problem:
        return replace(self, limits=(*self.limits, *limits))


def problem_of(
    scores: Mapping[int, int], places: int, limits: Iterable[Limit] = (), pinned: Iterable[int] = (), banned: Iterable[int] = ()
) -> Problem:
    """The problem of filling `places`: limits may speak of candidates who are not there any more, and lose them. Who is set or left out and is
    not there (any more) is no part of it."""
    there = frozenset(scores)
    frame = (Limit(PLACES, there, places, is_floor=False), Limit(FILL, there, places, is_floor=True))
    stated = (Limit(limit.key, limit.members & there, limit.number, limit.is_floor) for limit in limits)
    single = [*(pin(each) for each in sorted(there & set(pinned))), *(ban(each) for each in sorted(there & set(banned)))]
    return Problem(dict(scores), (*frame, *stated, *single))


def pin(candidate: int) -> Limit:
    return Limit(f"in:{candidate}", frozenset({candidate}), 1, is_floor=True)


def ban(candidate: int) -> Limit:
    return Limit(f"out:{candidate}", frozenset({candidate}), 0, is_floor=False)
