"""Stages that contain one another: what may be seen of them without telling how few people there are between two of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from applicants.disclosure.control.release import THRESHOLD, Cell, Mark, rounded

K = TypeVar("K", bound=Hashable)


class Gap(NamedTuple):
    """The figures shown on both sides of a stage: none above is infinite, none below is None, and then those who are named are the least."""

    above: float
    below: int | None
    named: int

    @property
    def least(self) -> int:
        return self.named if self.below is None else self.below

    @property
    def width(self) -> float:
        return self.above - self.least


def apart(counts: Mapping[K, int], *, first: Sequence[K], named: int = 0, threshold: int = THRESHOLD) -> dict[K, Cell]:
    """Counts of stages in their order, each within the one before; `first` says which of them matter most.

    Who has dropped out between two stages is a count like any other, zero included. So the figures shown are all at least the threshold apart,
    and above the `named` whom the same report names; any other stage appears as "about" the figure that it is near to, or, where it is near to
    none or could be near to either of two, not at all. Each hidden difference may then still be any of `threshold` numbers in a row.
    """
    stages, shown = list(counts), dict[K, int]()
    for place, key in enumerate(first):
        others = {**shown, key: counts[key]}
        clear = all(abs(counts[key] - other) >= threshold for other in shown.values())
        wide = all(leaves_room(stage, stages, shown, others, named, threshold) for stage in first[:place] if stage not in shown)
        if counts[key] - named >= threshold and clear and wide:
            shown = others
    return {
        key: Cell(rounded(shown[key]), Mark.SHOWN, threshold)
        if key in shown
        else near(counts[key], gap(key, stages, shown, named), threshold)
        for key in stages
    }


def gap(stage: K, stages: list[K], shown: Mapping[K, int], named: int) -> Gap:
    place = stages.index(stage)
    above = next((shown[other] for other in reversed(stages[:place]) if other in shown), math.inf)
    below = next((shown[other] for other in stages[place + 1 :] if other in shown), None)
    return Gap(above, below, named)


def leaves_room(stage: K, stages: list[K], before: Mapping[K, int], after: Mapping[K, int], named: int, threshold: int) -> bool:
    """Whether a hidden stage that matters more can still be said to be near to one figure and not to another, when one more is shown."""
    width = gap(stage, stages, after, named).width
    return width >= 2 * threshold - 1 or width == gap(stage, stages, before, named).width


def near(count: int, between: Gap, threshold: int) -> Cell:
    """A stage that is not shown itself. One that is not within the one before after all (a place was offered without a review) is hidden, too."""
    if count < between.least or between.width < 2 * threshold - 1:
        return Cell(None, Mark.COVERED, threshold)
    if between.above - count < threshold:
        return Cell(rounded(int(between.above)), Mark.NEAR, threshold)
    if count - between.least >= threshold:
        return Cell(None, Mark.COVERED, threshold)
    if between.below is not None:
        return Cell(rounded(between.below), Mark.NEAR, threshold)
    return Cell(between.named, Mark.FROM, threshold) if between.named else Cell(None, Mark.SMALL, threshold)
