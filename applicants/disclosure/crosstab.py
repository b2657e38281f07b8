"""Counts of two questions at once, suppressed in rows and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from applicants.disclosure.aggregate import label, released, write_down
from applicants.disclosure.control.grid import REST, release_grid
from applicants.disclosure.control.release import Cell, share
from applicants.disclosure.counting import OTHERS, count
from applicants.disclosure.members import Member
from applicants.disclosure.rule import Rule
from applicants.disclosure.subjects import Subject

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True)
class Line:
    """A row of a cross-table. `whole` is what the table of its question shows (None for those that have no row); shares are of it."""

    code: str
    label: str
    cells: list[Cell]
    shares: list[int | None]
    whole: Cell | None

    def pairs(self) -> list[tuple[Cell, int | None]]:
        return list(zip(self.cells, self.shares, strict=True))


@dataclass(frozen=True)
class CrossTable:
    """`columns` are labels, `codes` what they stand for, `totals` what the table of that question alone shows of each (None for those that have no
    column of their own); without lines there is too little to be seen."""

    rows_of: Subject
    columns_of: Subject
    columns: list[str]
    lines: list[Line]
    codes: list[str]
    totals: list[Cell | None]


@transaction.atomic
def crosstab(
    *, population: Collection[Member], about: str, rows: Subject, columns: Subject, rule: Rule, by: User | None, program_code: str
) -> CrossTable:
    """Both at once; what each shows alone (`aggregate`, with the same `about`) it shows here as well, and no more follows from the two together."""
    write_down(about, [rows, columns], rule, by, program_code)
    return crossed(count(population, [rows, columns]), about=about, rows=rows, columns=columns, rule=rule)


def crossed(counts: Counter[tuple[str, ...]], *, about: str, rows: Subject, columns: Subject, rule: Rule) -> CrossTable:
    """What may be seen of raw counts by (row, column)."""
    sides = [released(about, subject, side(counts, axis), rule) for axis, subject in enumerate((rows, columns))]
    within = {(known(row, sides[0]), known(column, sides[1])): 0 for row, column in counts}
    for (row, column), number in counts.items():
        within[known(row, sides[0]), known(column, sides[1])] += number
    found = release_grid(
        {**{(row, column): 0 for row in sides[0] for column in sides[1]}, **within},
        rows=sides[0],
        columns=sides[1],
        table=f"{about}:{rows.code}:{columns.code}",
        threshold=rule.threshold,
        base=rule.base,
    )
    lines = [line(rows, str(row), [found.cells[row, column] for column in found.columns], sides[0].get(str(row))) for row in found.rows]
    codes = [str(column) for column in found.columns]
    return CrossTable(rows, columns, [name(columns, code) for code in codes], lines, codes, [sides[1].get(code) for code in codes])


def side(counts: Counter[tuple[str, ...]], axis: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for codes, number in counts.items():
        found[codes[axis]] += number
    return found


def known(code: str, cells: dict[str, Cell]) -> str:
    """The row of an answer."""
    return code if code in cells else OTHERS


def line(subject: Subject, code: str, cells: list[Cell], whole: Cell | None) -> Line:
    return Line(code, name(subject, code), cells, [share(cell, whole) if whole else None for cell in cells], whole)


def name(subject: Subject, code: str) -> str:
    return _("All others") if code == REST else label(subject, code)
