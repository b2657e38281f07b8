"""A composition drawn by lot among those that meet the floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from applicants.disclosure.composition.problem import Limit
from applicants.disclosure.composition.solve import solve
from applicants.disclosure.floors.lot import is_withheld, weights
from applicants.disclosure.floors.question import Question


def draw(
    question: Question, having: Sequence[frozenset[int]], fingerprint: str, lot: Mapping[int, int] | None = None
) -> frozenset[int] | None:
    """Of all compositions that fulfil the open rules, lie within the band and meet every floor (`having`: for each, the candidates whom it is about), the one
    with the greatest sum of random weights: for each of them there are weights under which it is that one. None where there is none, or where the lot
    withholds it; it is looked for in any case, since time would tell."""
    best = solve(question.problem)
    if best is None:
        return None
    limits = [Limit(floor.subject, members, floor.number, is_floor=True) for floor, members in zip(question.floors, having, strict=True)]
    drawn = solve(
        question.problem.beside(*limits),
        least=best.total - question.band,
        weights=lot or weights(fingerprint, question.problem.candidates),
    )
    return drawn.chosen if drawn and not is_withheld(fingerprint) else None
