"""Stages that contain one another: what may be seen of them without telling how few people there are between two of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from applicants.reports.release import THRESHOLD, Cell, Mark, rounded

K = TypeVar("K", bound=Hashable)


def apart(counts: Mapping[K, int], *, first: Sequence[K], named: int = 0, threshold: int = THRESHOLD) -> dict[K, Cell]:
    """Counts of stages in their order, each within the one before; `first` says which of them matter most.

    Who has dropped out between two stages is a count like any other, zero included. So the figures shown are all at least the threshold apart,
    and from the `named` whom the same report names; any other stage appears as "about" the figure that it is near to, or, where two are so close
    that it could be either, not at all. Each hidden difference may then still be any of `threshold` numbers in a row.
    """
    shown: dict[K, int] = {}
    for key in first:
        if counts[key] - named >= threshold and all(abs(counts[key] - other) >= threshold for other in shown.values()):
            shown[key] = counts[key]
    stages = list(counts)
    cells = {}
    for place, key in enumerate(stages):
        above = next((shown[stage] for stage in reversed(stages[:place]) if stage in shown), math.inf)
        below = next((shown[stage] for stage in stages[place + 1 :] if stage in shown), None)
        cells[key] = Cell(rounded(shown[key]), Mark.SHOWN, threshold) if key in shown else near(counts[key], above, below, named, threshold)
    return cells


def near(count: int, above: float, below: int | None, named: int, threshold: int) -> Cell:
    """A stage that is not shown itself, between the figures next to it; where there is none below, those who are named are the least.

    A stage that is not within the one before after all (a place was offered without a review) is hidden, too.
    """
    least = named if below is None else below
    if count < least or above - least < 2 * threshold - 1:
        return Cell(None, Mark.COVERED, threshold)
    if count - least < threshold:
        return at_the_end(below, named, threshold)
    return Cell(rounded(int(above)), Mark.NEAR, threshold) if above - count < threshold else Cell(None, Mark.COVERED, threshold)


def at_the_end(below: int | None, named: int, threshold: int) -> Cell:
    """Close to the figure below, or, without one, to those who are named, or to nobody."""
    if below is not None:
        return Cell(rounded(below), Mark.NEAR, threshold)
    return Cell(named, Mark.FROM, threshold) if named else Cell(None, Mark.SMALL, threshold)
