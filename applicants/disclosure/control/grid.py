"""Two questions at once: which cells of a cross-table are hidden, in both directions, so that no small one follows from sums.

The reader is taken to know every margin and every shown cell exactly, rounding aside, and to reckon with all sums at once. Answers with too few people
are one line together. For each small cell stand rectangles of hidden cells, along whose corners people could be moved without changing any sum,
until it may be anything from 0 to threshold - 1. Source: Hundepool et al., Statistical Disclosure Control (2012), ch. 4 (hypercubes; audit by flows).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from applicants.disclosure.control.covers import draw, is_protected
from applicants.disclosure.control.flows import moves
from applicants.disclosure.control.release import BASE, THRESHOLD, Cell, Mark, small_or_shown

Line = Any  # hashable
Place = tuple[Line, Line]
Corners = frozenset[Place]
REST = "*"
"""The row or column of all those together that have none of their own. No code of an answer."""
MOST_LINES = 12
"""Rows, and columns, that have a line of their own: those with the most people."""


@dataclass(frozen=True)
class Grid:
    """`cells` by (row, column). Empty where there is too little to be seen."""

    rows: list[Line]
    columns: list[Line]
    cells: dict[Place, Cell]


def release_grid(
    counts: Mapping[Place, int],
    *,
    rows: Mapping[Line, Cell],
    columns: Mapping[Line, Cell],
    table: str = "",
    threshold: int = THRESHOLD,
    base: int = BASE,
) -> Grid:
    """Make a cross-table fit to be seen. `rows` and `columns` are what the tables of the two questions show (`release`) of the same people.

    Answers that are hidden there have no line here, so that every margin is one that is known anyway. Where a small cell cannot be protected, its
    row or column, whichever has fewer people, goes to the others as well, and all begins anew.
    """
    margins = (sums(counts, 0), sums(counts, 1))
    own = tuple([key for key, cell in shown.items() if cell.is_shown] for shown in (rows, columns))
    while True:
        own = tuple(roomy(margin, lines, threshold) for margin, lines in zip(margins, own, strict=True))
        gathered = gather(counts, own)
        across, down = (list(dict.fromkeys(place[axis] for place in gathered)) for axis in (0, 1))
        if len(across) < 2 or len(down) < 2:
            return Grid([], [], {})
        small = {place for place, count in gathered.items() if count < threshold}
        covers, open_to = choose_covers(gathered, small, table, threshold)
        if open_to is None:
            cells = {
                place: Cell(None, Mark.COVERED, threshold)
                if place in covers
                else small_or_shown(count, threshold, base, is_small=place in small)
                for place, count in gathered.items()
            }
            return Grid(across, down, cells)
        own = without(margins, own, open_to)


def sums(counts: Mapping[Place, int], axis: int) -> dict[Line, int]:
    """How many people there are in each row (axis 0) or column (1)."""
    found: dict[Line, int] = {}
    for place, count in counts.items():
        found[place[axis]] = found.get(place[axis], 0) + count
    return found


def roomy(margin: Mapping[Line, int], lines: Sequence[Line], threshold: int) -> list[Line]:
    """The lines that have room for two small cells and a large one (see `is_protected`). The others are two at least, and have that room together."""
    least = 3 * threshold - 2
    own = sorted((line for line in lines if margin[line] >= least), key=margin.__getitem__)[-MOST_LINES:]
    others = sum(margin.values()) - sum(margin[line] for line in own)
    while own and len(own) < len(margin) and (others < least or len(own) == len(margin) - 1):
        others += margin[own.pop(0)]
    return [line for line in lines if line in own]


def gather(counts: Mapping[Place, int], own: Sequence[Sequence[Line]]) -> dict[Place, int]:
    """The cells, with one line, the last, for all those that have none of their own."""
    lines = [[*kept, *([REST] if any(place[axis] not in kept for place in counts) else [])] for axis, kept in enumerate(own)]
    gathered: dict[Place, int] = {(row, column): 0 for row in lines[0] for column in lines[1]}
    for (row, column), count in counts.items():
        gathered[row if row in own[0] else REST, column if column in own[1] else REST] += count
    return gathered


def without(margins: Sequence[Mapping[Line, int]], own: Sequence[Sequence[Line]], place: Place) -> tuple[list[Line], ...]:
    """The lines less one of those that cross in this cell; less the smallest of all where none of them has a line of its own."""
    crossing = [(margins[axis][place[axis]], axis, place[axis]) for axis in (0, 1) if place[axis] != REST]
    every = [(margins[axis][line], axis, line) for axis in (0, 1) for line in own[axis]]
    _people, taken, gone = min(crossing or every, key=lambda each: each[:2])
    return tuple([line for line in lines if (axis, line) != (taken, gone)] for axis, lines in enumerate(own))


def choose_covers(counts: Mapping[Place, int], small: set[Place], table: str, threshold: int) -> tuple[set[Place], Place | None]:
    """The large cells that are hidden for the small ones; and a small one that stays open, if that is not enough or leaves nothing to see.

    Cells come in the order of the table's lot. For each that is not protected yet, the corners of a rectangle are hidden: that which needs the
    fewest more, then by lot. What they hold is not asked, so whoever sees which cells are hidden learns of them that they are enough, and nothing else;
    who knew the lot as well could try it with other numbers, which is why the portal's key draws it.
    """
    order, least = draw(f"{table}:grid", counts)
    rank, covers = {place: number for number, place in enumerate(order)}, set[Place]()
    left: dict[Place, list[Corners]] = {}
    while open_to := [place for place in order if place in small | covers and not is_safe(counts, place, small, covers, threshold)]:
        for place in open_to:
            ways = left.setdefault(place, rectangles(counts, place, small))
            if not ways:
                return covers, place
            best = min(ways, key=lambda corners: (len(corners - covers), sorted(rank[corner] for corner in corners)))
            ways.remove(best)
            covers |= best
    more = [place for place in order if place not in small and place not in covers]
    covers |= set(more[: least - 1] if covers else ())
    return covers, next(place for place in order if place in small) if small and len(covers) + len(small) == len(counts) else None


def rectangles(counts: Mapping[Place, int], place: Place, small: set[Place]) -> list[Corners]:
    """The other three corners of each rectangle on a cell, where none of them is small."""
    (row, column) = place
    across = [other for other in counts if other[0] != row and other[1] != column]
    found = [frozenset({(row, other[1]), (other[0], column), other}) for other in across]
    return [corners for corners in found if not corners & small]


def is_safe(counts: Mapping[Place, int], place: Place, small: set[Place], covers: set[Place], threshold: int) -> bool:
    """Whether a small cell may still be anything from 0 to threshold - 1: by its row, by its column (see `is_protected`), and by all sums at once;
    and a cover any of threshold numbers in a row.

    Like that one it depends on nothing that the reader cannot see.
    """
    everybody = sum(counts.values())
    bounds = {**dict.fromkeys(small, (0, threshold - 1)), **dict.fromkeys(covers, (threshold, everybody))}
    if place in covers:
        return moves(counts, bounds, place, everybody) + moves(counts, bounds, place, threshold) >= threshold - 1
    for axis in (0, 1):
        line = {other: count for other, count in counts.items() if other[axis] == place[axis]}
        if not is_protected(line, small & line.keys(), covers & line.keys(), threshold):
            return False
    return sum(moves(counts, bounds, place, wanted) for wanted in (0, threshold - 1)) == threshold - 1
