"""One step of a funnel: of each group who came to it and who went on, reckoned from the cells that may be seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.disclosure.control.release import Cell
from applicants.disclosure.crosstab import CrossTable
from applicants.selection.funnel.rates import Compared, compared

LIKELY = Fraction(1, 20)


@dataclass(frozen=True)
class Row:
    """One group in one step; `compared` is None where too few people are in it, or on one side of it, to be shown."""

    label: str
    compared: Compared | None

    @property
    def rate(self) -> str:
        return f"{float(100 * self.compared.rate):.1f} %" if self.compared else ""

    @property
    def ratio(self) -> str:
        return f"{float(self.compared.ratio):.2f}" if self.compared and self.compared.ratio is not None else "–"

    @property
    def chance(self) -> str:
        percent = float(100 * self.compared.chance) if self.compared else 0
        return f"{percent:.0f} %" if percent >= 1 else "<1 %"

    @property
    def meaning(self) -> str:
        """The comparison in a sentence."""
        found = self.compared
        if found is None:
            return ""
        if found.ratio is None:
            return _("None of the others went on.")
        if not found.is_below:
            return _("Not under four fifths.")
        may_be_chance = _("It may be chance.") if found.chance > LIKELY else _("Chance alone seldom does that: look into it.")
        if found.flip is None:
            return f"{_('Under four fifths.')} {may_be_chance}"
        more = ngettext(
            "Under four fifths; %(n)d person more would change that.", "Under four fifths; %(n)d people more would change that.", found.flip
        )
        return f"{more % {'n': found.flip}} {may_be_chance}"


@dataclass(frozen=True)
class Step:
    """From one stage to the next. `rows` are the groups; `passed` of `came` are all people, None where that is not shown."""

    before: str
    after: str
    came: int | None
    passed: int | None
    rows: list[Row]


def step(table: CrossTable, columns: Sequence[str], *, before: str, after: str, came: Collection[str], passed: Collection[str]) -> Step:
    """The step of those who stand in the columns `came`, of whom those in `passed` went on. `columns` are all that everybody stands in."""
    totals = dict(zip(table.codes, table.totals, strict=True))
    all_came, all_passed = (within(totals, None, columns, some) for some in (came, passed))
    rows = []
    for line in table.lines:
        cells = dict(zip(table.codes, line.cells, strict=True))
        row_came, row_passed = (within(cells, line.whole, columns, some) for some in (came, passed))
        rows.append(Row(line.label, beside(row_came, row_passed, all_came, all_passed)))
    return Step(before, after, all_came, all_passed, rows)


def beside(came: int | None, passed: int | None, all_came: int | None, all_passed: int | None) -> Compared | None:
    if came is None or passed is None or all_came is None or all_passed is None:
        return None
    return compared(passed=passed, came=came, all_passed=all_passed, all_came=all_came)


def within(cells: Mapping[str, Cell | None], whole: Cell | None, columns: Sequence[str], some: Collection[str]) -> int | None:
    """How many stand in some of the columns: their sum, or all without the others. None where neither follows from what is shown."""
    inside = total(cells, [column for column in columns if column in some])
    if inside is not None or whole is None or not whole.is_shown or whole.value is None:
        return inside
    outside = total(cells, [column for column in columns if column not in some])
    return None if outside is None else whole.value - outside


def total(cells: Mapping[str, Cell | None], columns: Sequence[str]) -> int | None:
    """None where one of them is hidden, or has no cell."""
    found = [cell.value for column in columns if (cell := cells.get(column)) and cell.is_shown and cell.value is not None]
    return sum(found) if len(found) == len(columns) else None
