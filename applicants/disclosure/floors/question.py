"""What the service is asked, and what two questions differ in. Numbers alone: it knows of nobody what they said."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from applicants.disclosure.composition.problem import PLACES, Limit, Problem

Rule = tuple[frozenset[int], int, bool]
"""Members, number, whether it is a floor."""


@dataclass(frozen=True)
class Floor:
    """At least `number` people whose answer to the subject is one of `codes`."""

    subject: str
    codes: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Question:
    """The open problem (its limits are about what the committee knows anyway), the floors beside it, and how many thousandths of points below the best
    open composition count as a tie."""

    problem: Problem
    floors: tuple[Floor, ...]
    band: int

    @property
    def places(self) -> int:
        return next(limit.number for limit in self.problem.limits if limit.key == PLACES)

    def content(self) -> dict[str, Any]:
        """As it is stored: JSON, the same for the same question, whatever its rules are called."""
        stated = {(limit.is_floor, limit.number, tuple(sorted(limit.members))) for limit in self.problem.limits}
        return {
            "scores": {str(each): self.problem.scores[each] for each in self.problem.candidates},
            "limits": [[is_floor, number, list(members)] for is_floor, number, members in sorted(stated)],
            "floors": sorted([floor.subject, sorted(floor.codes), floor.number] for floor in self.floors),
            "places": self.places,
            "band": self.band,
        }

    @staticmethod
    def of(content: dict[str, Any]) -> Question:
        """A stored one."""
        scores = {int(each): score for each, score in content["scores"].items()}
        frame = Limit(PLACES, frozenset(scores), content["places"], is_floor=False)
        limits = tuple(Limit("", frozenset(members), number, is_floor) for is_floor, number, members in content["limits"])
        floors = tuple(Floor(subject, tuple(codes), number) for subject, codes, number in content["floors"])
        return Question(Problem(scores, (frame, *limits)), floors, content["band"])

    def fingerprint(self) -> str:
        return sha256(json.dumps(self.content(), sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def fixed(self) -> dict[int, bool]:
        """Candidates who are in (True) or out (False) whatever is chosen: by name, or because a rule leaves its members, or all others, no choice."""
        everybody, found = frozenset(self.problem.scores), dict[int, bool]()
        for limit in self.problem.limits:
            others = everybody - limit.members
            if limit.is_floor and limit.number >= len(limit.members):
                found.update(dict.fromkeys(limit.members, True))
            if limit.is_floor and limit.number >= self.places:
                found.update(dict.fromkeys(others, False))
            if not limit.is_floor and limit.number <= 0:
                found.update(dict.fromkeys(limit.members, False))
            if not limit.is_floor and self.places - limit.number >= len(others):
                found.update(dict.fromkeys(others, True))
        return found

    def rules(self, among: Collection[int] | None = None) -> set[Rule]:
        """The limits about a part of the candidates, by what they say of those `among` them."""
        there = frozenset(self.problem.scores if among is None else among)
        stated = ((limit.members & there, limit.number, limit.is_floor) for limit in self.problem.limits)
        return {rule for rule in stated if rule[0] != there and len(rule[0]) > 1}


def in_both(one: Question, other: Question) -> frozenset[int]:
    return frozenset(one.problem.scores) & frozenset(other.problem.scores)


def steps(one: Question, other: Question) -> list[int]:
    """By how much their numbers differ: of places, of floors on one subject, of rules about the same members. A rule that only one has differs from one
    that leaves all as it is."""
    left, right = (each.rules(in_both(one, other)) for each in (one, other))
    found = [abs(one.places - other.places)]
    found += [abs(here.number - there.number) for here in one.floors for there in other.floors if here.subject == there.subject]
    for members, number, is_floor in left ^ right:
        beside = [n for who, n, way in (left | right) if (who, way) == (members, is_floor) and n != number]
        found += [abs(number - n) for n in beside] or [number if is_floor else len(members) - number]
    return [step for step in found if step]


def moved(one: Question, other: Question) -> set[int]:
    """Who is there, set or left out in one of the two and not in the other, whatever their points do and for whatever reason they have gone."""
    scores, others = one.problem.scores, other.problem.scores
    fixed, others_fixed = one.fixed(), other.fixed()
    return {
        each for each in scores.keys() | others.keys() if (each in scores) != (each in others) or fixed.get(each) != others_fixed.get(each)
    }


def rescored(one: Question, other: Question) -> bool:
    """Whether anybody who is in both has other points: who comes within the band by that would be told apart."""
    return any(one.problem.scores[each] != other.problem.scores[each] for each in in_both(one, other))


def parted(one: Question, other: Question) -> list[frozenset[int]]:
    """The groups of candidates who are told apart by a rule that only one of the two has, alone or beside another rule."""
    both = in_both(one, other)
    here, there = one.rules(both), other.rules(both)
    groups = {members for members, _number, _is_floor in here | there}
    parts = [
        part
        for members, _number, _is_floor in here ^ there
        for group in groups
        for part in (members & group, members - group, group - members, both - members - group)
    ]
    return [part for part in parts if part]
