"""Who may be in, and who may be out, of the compositions that a question leaves open. By the open rules alone: nothing here knows what anybody said."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from applicants.disclosure.composition.solve import solve
from applicants.disclosure.floors.question import Question

Reach = tuple[set[int], set[int]]
"""Who may be in, and who may be out."""


def reach(question: Question, people: Collection[int]) -> Reach:
    """Of these people. Exact: as many new ones as there can be come in (or go out) at once, until nobody new does. Raises TooHard."""
    there = set(people) & question.problem.scores.keys()
    best = solve(question.problem)
    if best is None:
        return set(), set(people)
    least = best.total - question.band
    return found(question, least, there, into=True), found(question, least, there, into=False) | (set(people) - there)


def found(question: Question, least: int, people: set[int], *, into: bool) -> set[int]:
    so_far = set[int]()
    while left := people - so_far:
        wanted = {each: (1 if into else -1) if each in left else 0 for each in question.problem.scores}
        other = solve(question.problem, least=least, weights=wanted)
        new = (left & other.chosen if into else left - other.chosen) if other else set[int]()
        if not new:
            break
        so_far |= new
    return so_far


def swayed(reaches: Iterable[Reach]) -> set[int]:
    """Who may be in by one of these and out by one of them: for whom it is not the same whichever is asked."""
    into, out = zip(*reaches, strict=True)
    return set[int]().union(*into) & set[int]().union(*out)
