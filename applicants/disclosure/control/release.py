"""The one way in which a count leaves.

Counts under the threshold are not shown, zero included; further cells are covered where a hidden one would follow from the total; what is
shown is rounded to 5 (for a programme's own staff it may be exact). The reasoning is a worst case: the reader is taken to know the exact total, the exact shown counts, everybody who is
named, this rule, and one of the small counts besides (their own, or one that must be zero).
Sources: Hundepool et al., Statistical Disclosure Control (2012), ch. 4, for primary and complementary suppression; Wong et al., Minimality
attack in privacy preserving data publishing (2007), for readers who know the rule; the public threshold of 10 is the one that large health
and education statistics use.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from django.utils.translation import gettext as _

from applicants.disclosure.control.covers import choose_covers, draw, is_protected

K = TypeVar("K", bound=Hashable)

THRESHOLD = 10
BASE = 5


class Mark(Enum):
    """Why a figure looks as it does."""

    SHOWN = "shown"
    SMALL = "small"  # under the threshold, and no more can be said
    COVERED = "covered"  # hidden so that another one stays hidden
    NEAR = "near"  # less than the threshold away from another figure, which stands for it
    FROM = "from"  # this many are named, and there are fewer than the threshold besides them


@dataclass(frozen=True)
class Cell:
    """A count as it may be seen: “1,310”, “<10”, “hidden”, “about 280” or “27 or more”.

    `value` is rounded, and None where the mark is SMALL or COVERED. It is that of the other figure for NEAR, the number of people named for FROM.
    """

    value: int | None
    mark: Mark
    threshold: int = THRESHOLD

    def __str__(self) -> str:
        if self.value is None:
            return f"<{self.threshold}" if self.mark is Mark.SMALL else _("hidden")
        if self.mark is Mark.NEAR:
            return _("about %(number)s") % {"number": f"{self.value:,}"}
        if self.mark is Mark.FROM:
            return _("%(least)s or more") % {"least": f"{self.value:,}"}
        return f"{self.value:,}"

    @property
    def is_shown(self) -> bool:
        return self.mark is Mark.SHOWN


def release(
    counts: Mapping[K, int], *, table: str = "", named: Mapping[K, int] | None = None, threshold: int = THRESHOLD, base: int = BASE
) -> dict[K, Cell]:
    """Make counts that are the parts of a total fit to be seen. `table` tells this table from others (see `draw`).

    `named` are those in each cell whom the same report names, with their places: a reader takes them off, so it is the others who are protected.
    Where no cover is enough, every cell is marked COVERED, so that not even "under the threshold" is said of any of them.
    """
    known = named or {}
    others = {key: count - known.get(key, 0) for key, count in counts.items()}
    small = {key for key, count in others.items() if count < threshold}
    covers = choose_covers(others, small, *draw(table, others), threshold) if small else set()
    if small and not is_protected(others, small, covers, threshold):
        return dict.fromkeys(counts, Cell(None, Mark.COVERED, threshold))
    hidden = covers | {key for key in small if known.get(key)}
    return {
        key: Cell(None, Mark.COVERED, threshold) if key in hidden else small_or_shown(count, threshold, base, is_small=key in small)
        for key, count in counts.items()
    }


def release_one(count: int, *, threshold: int = THRESHOLD, base: int = BASE) -> Cell:
    """A count that stands alone."""
    return small_or_shown(count, threshold, base, is_small=count < threshold)


def share(part: Cell, whole: Cell) -> int | None:
    """A percentage of two shown figures, from what is shown of them; None when either is hidden."""
    if not (part.is_shown and whole.is_shown and part.value and whole.value):
        return None
    return round(100 * part.value / whole.value)


def rounded(count: int, base: int = BASE) -> int:
    """To the nearest 5, or other base."""
    return base * ((count + base // 2) // base)


def small_or_shown(count: int, threshold: int, base: int, *, is_small: bool) -> Cell:
    return Cell(None, Mark.SMALL, threshold) if is_small else Cell(rounded(count, base), Mark.SHOWN, threshold)
