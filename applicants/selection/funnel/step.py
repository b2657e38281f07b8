"""One step of a funnel: of each group who came to it and who went on, reckoned from the cells that may be seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.disclosure.aggregate import NO_GROUPS
from applicants.disclosure.control.release import Cell
from applicants.disclosure.crosstab import CrossTable
from applicants.selection.funnel.rates import Compared, compared, together

LIKELY = Fraction(1, 20)


@dataclass(frozen=True)
class Row:
    """Those with one answer in one step. `others`: beside everybody else; None where too few people are in it, or on one side of it, to be shown. `highest`:
    beside the group with the highest rate, which is called `beside`; None where that is this one, or this is no group. `together`: how often chance alone does
    that, with all comparisons of the page reckoned together."""

    code: str
    label: str
    others: Compared | None
    highest: Compared | None = None
    beside: str = ""
    together: Fraction | None = None

    @property
    def is_group(self) -> bool:
        return self.code not in NO_GROUPS

    @property
    def rate(self) -> str:
        return f"{float(100 * self.others.rate):.1f} %" if self.others else ""

    @property
    def ratio(self) -> str:
        """Of the highest rate."""
        return in_short(self.highest)

    @property
    def ratio_of_others(self) -> str:
        return in_short(self.others)

    @property
    def chance(self) -> str:
        if self.highest is None:
            return "–"
        percent = float(100 * self.highest.chance)
        return f"{percent:.0f} %" if percent >= 1 else "<1 %"

    @property
    def meaning(self) -> str:
        """The comparison with the highest rate in a sentence."""
        found = self.highest
        if self.others is None:
            return ""
        if not self.is_group:
            return _("No group: compared with none.")
        if found is None:
            return _("The highest rate of those shown.") if self.beside else _("No other group is large enough to compare with.")
        if found.ratio is None:
            return _("Nobody of the groups shown went on.")
        is_rare = self.together is not None and self.together <= LIKELY
        if not found.is_below:
            return _("Not under four fifths, but chance alone seldom does that: look into it.") if is_rare else _("Not under four fifths.")
        may_be_chance = _("Chance alone seldom does that: look into it.") if is_rare else _("It may be chance.")
        if found.flip is None:
            return f"{_('Under four fifths.')} {may_be_chance}"
        more = ngettext(
            "Under four fifths; %(n)d person more would change that.", "Under four fifths; %(n)d people more would change that.", found.flip
        )
        return f"{more % {'n': found.flip}} {may_be_chance}"


def in_short(found: Compared | None) -> str:
    return f"{int(100 * found.ratio + Fraction(1, 2)) / 100:.2f}" if found and found.ratio is not None else "–"


@dataclass(frozen=True)
class Step:
    """From one stage to the next. `rows` are the groups; `passed` of `came` are all people, None where that is not shown."""

    before: str
    after: str
    came: int | None
    passed: int | None
    rows: list[Row]

    @property
    def highest(self) -> str:
        """The group with the highest rate, and that."""
        return next((f"{row.label} ({row.rate})" for row in self.rows if row.beside == row.label and row.highest is None), "")


def step(table: CrossTable, columns: Sequence[str], *, before: str, after: str, came: Collection[str], passed: Collection[str]) -> Step:
    """The step of those who stand in the columns `came`, of whom those in `passed` went on. `columns` are all that everybody stands in."""
    totals = dict(zip(table.codes, table.totals, strict=True))
    all_came, all_passed = (within(totals, None, columns, some) for some in (came, passed))
    rows = []
    for line in table.lines:
        cells = dict(zip(table.codes, line.cells, strict=True))
        row_came, row_passed = (within(cells, line.whole, columns, some) for some in (came, passed))
        rows.append(row_of(line.code, line.label, row_came, row_passed, all_came, all_passed))
    return Step(before, after, all_came, all_passed, beside_the_highest(rows))


def row_of(code: str, label: str, came: int | None, passed: int | None, all_came: int | None, all_passed: int | None) -> Row:
    """With what may be seen of it and of all people."""
    if came is None or passed is None or all_came is None or all_passed is None:
        return Row(code, label, None)
    return Row(code, label, compared(passed=passed, came=came, others_passed=all_passed - passed, others_came=all_came - came))


def beside_the_highest(rows: Sequence[Row]) -> list[Row]:
    """Each group with that of the highest rate beside it, of those that are shown; of several the one with most people."""
    groups = [row for row in rows if row.is_group and row.others]
    first = max(groups, key=lambda row: (row.others.rate, row.others.came) if row.others else (0, 0), default=None)
    if first is None or first.others is None or len(groups) < 2:
        return list(rows)
    best = first.others
    return [
        row
        if row.others is None or not row.is_group
        else replace(row, beside=first.label)
        if row is first
        else replace(
            row,
            beside=first.label,
            highest=compared(passed=row.others.passed, came=row.others.came, others_passed=best.passed, others_came=best.came),
        )
        for row in rows
    ]


def reckoned_together(steps: Iterable[Step]) -> tuple[list[Step], int]:
    """The same with what chance does in so many comparisons, and how many these are."""
    own = list(steps)
    chances = together([row.highest.chance for each in own for row in each.rows if row.highest])
    left = iter(chances)
    judged = [replace(each, rows=[replace(row, together=next(left)) if row.highest else row for row in each.rows]) for each in own]
    return judged, len(chances)


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
