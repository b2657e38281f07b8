"""Disclosure control: the one way in which a count leaves in a report.

Counts under the threshold are not shown, zero included; further cells are covered where a hidden one would follow from the total; what is
shown is rounded to 5. The reasoning is a worst case: the reader is taken to know the exact total, the exact shown counts and this rule.
Sources: Hundepool et al., Statistical Disclosure Control (2012), ch. 4, for primary and complementary suppression; the public threshold of 10
is the one that large health and education statistics use.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

K = TypeVar("K", bound=Hashable)

THRESHOLD = 10
BASE = 5


class Mark(Enum):
    """Why a figure looks as it does."""

    SHOWN = "shown"
    SMALL = "small"  # under the threshold, and no more can be said
    COVERED = "covered"  # hidden so that another one stays hidden


@dataclass(frozen=True)
class Cell:
    """A count as it may be seen. `value` is rounded, and None unless the mark is SHOWN. As text: “1,310”, “<10” or “hidden”."""

    value: int | None
    mark: Mark
    threshold: int = THRESHOLD

    def __str__(self) -> str:
        if self.value is not None:
            return f"{self.value:,}"
        return f"<{self.threshold}" if self.mark is Mark.SMALL else _("hidden")

    @property
    def is_shown(self) -> bool:
        return self.mark is Mark.SHOWN


@dataclass(frozen=True)
class Released(Generic[K]):
    """Cells in the order of the counts, and their total when it may be seen."""

    cells: dict[K, Cell]
    total: Cell


def release(counts: Mapping[K, int], *, threshold: int = THRESHOLD, adds_up: bool = True, known: Collection[K] = ()) -> Released[K]:
    """Make counts fit to be seen.

    `adds_up`: the counts are the parts of a total that the reader may know; then covers are chosen so that each count marked SMALL may still be
    anything from 0 to the threshold. `known` names cells that another table shows: they are no good as covers. Where no cover is enough, every
    hidden cell and the total are marked COVERED, so that not even "under the threshold" is said of any of them.
    """
    small = {key for key, count in counts.items() if count < threshold}
    total = sum(counts.values())
    covers: set[K] = set()
    safe = True
    if adds_up and small:
        covers = choose_covers(counts, small, threshold, known)
        safe = is_protected(counts, small, covers, threshold)
    cells = {}
    for key, count in counts.items():
        if key in covers or (key in small and not safe):
            cells[key] = Cell(None, Mark.COVERED, threshold)
        else:
            cells[key] = shown_or_small(count, threshold)
    total_cell = shown_or_small(total, threshold) if safe or total < threshold else Cell(None, Mark.COVERED, threshold)
    return Released(cells, total_cell)


def release_one(count: int, *, threshold: int = THRESHOLD) -> Cell:
    """A count that stands alone."""
    return release({"": count}, threshold=threshold, adds_up=False).cells[""]


def share(part: Cell, whole: Cell) -> int | None:
    """A percentage of two shown figures, from what is shown of them; None when either is hidden."""
    if not part.value or not whole.value:
        return None
    return round(100 * part.value / whole.value)


def shown_or_small(count: int, threshold: int) -> Cell:
    if count < threshold:
        return Cell(None, Mark.SMALL, threshold)
    return Cell(BASE * ((count + BASE // 2) // BASE), Mark.SHOWN, threshold)


def choose_covers(counts: Mapping[K, int], small: set[K], threshold: int, known: Collection[K]) -> set[K]:
    """As few further cells as protect the small ones: the smallest single one that is enough, else the largest ones until it is."""
    candidates = sorted((key for key in counts if key not in small and key not in known), key=lambda key: counts[key])
    covers: set[K] = set()
    while candidates and not is_protected(counts, small, covers, threshold):
        enough = (key for key in candidates if is_protected(counts, small, covers | {key}, threshold))
        chosen = next(enough, candidates[-1])
        candidates.remove(chosen)
        covers.add(chosen)
    return covers


def is_protected(counts: Mapping[K, int], small: set[K], covers: set[K], threshold: int) -> bool:
    """Whether each small count may still be anything from 0 to threshold - 1, for a reader who knows what the hidden counts add up to.

    With rest = the sum of the hidden ones, a small count s lies between rest minus the most and rest minus the least that the others can be:
    0 to threshold - 1 each for the small, threshold or more (without limit) for the covers. The hidden ones together must reach the threshold,
    too, since "all the others" is a count like any other.
    """
    top = threshold - 1
    rest = sum(counts[key] for key in small | covers)
    may_be_top = rest - threshold * len(covers) >= top
    may_be_zero = bool(covers) or rest <= top * (len(small) - 1)
    return rest >= threshold and may_be_top and may_be_zero
