"""The equity funnel: of each group, who came to each step and who went on, worked out of figures that may be seen and of nothing else.

Everything here is reckoned from one suppressed table of the disclosure service, so it says no more than that table does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.disclosure.control.release import Cell
from applicants.disclosure.crosstab import CrossTable, crosstab
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import Subject
from applicants.selection.funnel.rates import Compared, compared
from applicants.selection.funnel.stages import Ladder, ladder

if TYPE_CHECKING:
    from fundportal.accounts.models import User
    from programs.cohorts.models import Cohort

LIKELY = Fraction(1, 20)
LEAST = 3 * INTERNAL.threshold - 2
"""People who have to stop at a stage for it to have a column of its own (see `grid.roomy`)."""


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


@dataclass(frozen=True)
class Funnel:
    """`people` started an application. Without steps there are too few people, or no two stages that can be told apart."""

    subject: Subject
    people: int
    steps: list[Step]


def funnel(*, cohort: Cohort, subject: Subject, by: User) -> Funnel:
    """The funnel of a cohort by one question, within the team's threshold. Each look is written down by the service."""
    found = ladder(cohort, least=LEAST)
    if len(found.stages) < 2:
        return Funnel(subject, len(found.members), [])
    table = crosstab(
        population=found.members,
        about=f"cohort:{cohort.slug}:funnel",
        rows=subject,
        columns=found.group(),
        rule=INTERNAL,
        by=by,
        program_code=cohort.strand.program.code,
    )
    return Funnel(subject, len(found.members), steps_of(table, found))


def steps_of(table: CrossTable, found: Ladder) -> list[Step]:
    """Each step between two stages that stand beside one another in the ladder."""
    stages = list(found.stages)
    totals = reached(dict(zip(table.codes, table.totals, strict=True)), None, stages)
    groups = [(line.label, reached(dict(zip(table.codes, line.cells, strict=True)), line.whole, stages)) for line in table.lines]
    steps = []
    for number in range(len(stages) - 1):
        came, passed = totals[number], totals[number + 1]
        rows = [Row(label, beside(counts[number], counts[number + 1], came, passed)) for label, counts in groups]
        steps.append(Step(found.stages[stages[number]], found.stages[stages[number + 1]], came, passed, rows))
    return steps if table.lines else []


def beside(came: int | None, passed: int | None, all_came: int | None, all_passed: int | None) -> Compared | None:
    if came is None or passed is None or all_came is None or all_passed is None:
        return None
    return compared(passed=passed, came=came, all_passed=all_passed, all_came=all_came)


def reached(cells: dict[str, Cell | None], whole: Cell | None, stages: Sequence[str]) -> list[int | None]:
    """How many came at least as far as each stage: the sum of those who stopped there or later, or all without those who stopped before."""
    stopped = [cell.value if (cell := cells.get(stage)) and cell.is_shown else None for stage in stages]
    everybody = whole.value if whole and whole.is_shown else None
    found: list[int | None] = []
    for number in range(len(stages)):
        after, before = total(stopped[number:]), total(stopped[:number])
        left = everybody - before if everybody is not None and before is not None else None
        found.append(left if after is None else after)
    return found


def total(counts: Sequence[int | None]) -> int | None:
    """None where one of them is hidden."""
    shown = [count for count in counts if count is not None]
    return sum(shown) if len(shown) == len(counts) else None
