"""The equity funnel: of each group, who came to each step and who went on, worked out of figures that may be seen and of nothing else.

Everything here is reckoned from what was kept at the first look, so it says no more than that does, whenever it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from applicants.disclosure.aggregate import write_down
from applicants.disclosure.control.release import Cell
from applicants.disclosure.crosstab import CrossTable
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.staff.population import about
from applicants.disclosure.subjects import Subject
from applicants.selection.funnel.cut import cell_of, rows_of, table_of
from applicants.selection.funnel.look import STEPS
from applicants.selection.funnel.models import FunnelTable
from applicants.selection.funnel.pools import UNREAD
from applicants.selection.funnel.pools import group_of as by_readers
from applicants.selection.funnel.stages import STARTED, group_of, stages_of
from applicants.selection.funnel.step import LIKELY, Step, beside_the_highest, reckoned_together, row_of, step

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True)
class Funnel:
    """`people` started an application, or were read. Without steps there are too few people, or nothing that can be told apart. `comparisons`: how often two
    rates are held against each other."""

    subject: Subject
    people: int
    steps: list[Step]
    comparisons: int = 0

    @property
    def by_chance(self) -> str:
        """How many of them chance alone brings under 5 %, on average."""
        return f"{float(self.comparisons * LIKELY):.1f}"


def funnel(*, settled: FunnelTable, subject: Subject, by: User) -> Funnel:
    """The funnel of a cohort by one question, as it was settled. Each look is written down."""
    cohort, kept = settled.cohort, settled.figures
    write_down(f"{about(cohort)}:funnel", [subject], INTERNAL, by, cohort.strand.program.code)
    steps: list[Step] = []
    if settled.kind == STEPS:
        names = stages_of(cohort)
        if "started" in kept:
            steps.append(first_step(settled, subject, names))
        if "table" in kept:
            steps += steps_of(table_of(kept["table"], subject, group_of(kept["table"]["columns"], names)), names)
    elif "table" in kept:
        table = table_of(kept["table"], subject, by_readers(kept["table"]["columns"]))
        steps += pools_seen(table, [name for name, _people in settled.pools], settled.ordinal)
    judged, comparisons = reckoned_together(steps)
    return Funnel(subject, kept["people"], judged, comparisons)


def first_step(settled: FunnelTable, subject: Subject, names: dict[str, str]) -> Step:
    """From starting to handing in: the sums of two tables that have nobody in common."""
    never, handed_in = (rows_of(settled.figures[name], subject) for name in ("started", "handed_in"))
    stayed, went_on = (value_of(cell_of(settled.figures[name]["people"])) for name in ("started", "handed_in"))
    came = None if stayed is None or went_on is None else stayed + went_on
    rows = []
    for code, (label, cell) in handed_in.items():
        passed, out = value_of(cell), value_of(never[code][1] if code in never else None)
        rows.append(row_of(code, label, None if passed is None or out is None else passed + out, passed, came, went_on))
    return Step(names[STARTED], list(names.values())[1], came, went_on, beside_the_highest(rows))


def value_of(cell: Cell | None) -> int | None:
    return cell.value if cell and cell.is_shown else None


def steps_of(table: CrossTable, names: dict[str, str]) -> list[Step]:
    """Each step between two stages that stand beside one another in the ladder."""
    stages = [str(code) for code, _text in table.columns_of.options]
    return [
        step(table, stages, before=names[stage], after=names[following], came=stages[number:], passed=stages[number + 1 :])
        for number, (stage, following) in enumerate(pairwise(stages))
        if table.lines
    ]


def pools_seen(table: CrossTable, pools: list[str], ordinal: int) -> list[Step]:
    """All who were read in the round, those read by somebody of each pool, and those read by nobody of them."""
    columns = [str(code) for code, _text in table.columns_of.options]
    read = [code for code in columns if code != UNREAD]
    wanted = {_("Read in round %(ordinal)d") % {"ordinal": ordinal}: set(read)}
    for number, pool in enumerate(pools):
        wanted[_("Read by somebody of the pool “%(pool)s”") % {"pool": pool}] = {code for code in read if code[number] == "r"}
    wanted[_("Read by nobody of these pools")] = {code for code in read if "r" not in code.partition(":")[0]}
    return [
        step(table, columns, before=name, after=_("went on"), came=came, passed={code for code in came if code.endswith(":on")})
        for name, came in wanted.items()
        if came and table.lines
    ]
