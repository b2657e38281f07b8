"""The equity funnel: of each group, who came to each step and who went on, worked out of figures that may be seen and of nothing else.

Everything here is reckoned from one suppressed table of the disclosure service, so it says no more than that table does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from applicants.disclosure.crosstab import CrossTable, crosstab
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.subjects import Subject
from applicants.selection.funnel.models import FunnelTable
from applicants.selection.funnel.pools import group, has_room, members, reading
from applicants.selection.funnel.settle import LEAST, LEAST_READ, STEPS
from applicants.selection.funnel.stages import Ladder, ladder
from applicants.selection.funnel.step import Step, step

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@dataclass(frozen=True)
class Funnel:
    """`people` started an application, or were read. Without steps there are too few people, or nothing that can be told apart."""

    subject: Subject
    people: int
    steps: list[Step]


def funnel(*, settled: FunnelTable, subject: Subject, by: User) -> Funnel:
    """The funnel of a cohort by one question, of the kind that is settled, within the team's threshold. Each look is written down by the service."""
    cohort = settled.cohort
    asked: dict[str, Any] = {"rows": subject, "rule": INTERNAL, "by": by, "program_code": cohort.strand.program.code}
    if settled.kind == STEPS:
        found = ladder(cohort, least=LEAST)
        if len(found.stages) < 2:
            return Funnel(subject, len(found.members), [])
        table = crosstab(population=found.members, about=f"cohort:{cohort.slug}:funnel", columns=found.group(), **asked)
        return Funnel(subject, len(found.members), steps_of(table, found))
    pools, read = dict(settled.pools), reading(cohort, settled.ordinal)
    people = members(read, pools)
    if not has_room(read, pools, LEAST_READ):
        return Funnel(subject, len(people), [])
    table = crosstab(population=people, about=f"cohort:{cohort.slug}:funnel:{settled.kind}", columns=group(people), **asked)
    return Funnel(subject, len(people), pools_seen(table, list(pools), settled.ordinal))


def steps_of(table: CrossTable, found: Ladder) -> list[Step]:
    """Each step between two stages that stand beside one another in the ladder."""
    stages = list(found.stages)
    return [
        step(table, stages, before=found.stages[stage], after=found.stages[following], came=stages[number:], passed=stages[number + 1 :])
        for number, (stage, following) in enumerate(pairwise(stages))
        if table.lines
    ]


def pools_seen(table: CrossTable, pools: list[str], ordinal: int) -> list[Step]:
    """All who were read in the round, those read by somebody of each pool, and those read by nobody of them."""
    columns = [str(code) for code, _text in table.columns_of.options]
    wanted = {_("Read in round %(ordinal)d") % {"ordinal": ordinal}: set(columns)}
    for number, pool in enumerate(pools):
        wanted[_("Read by somebody of the pool “%(pool)s”") % {"pool": pool}] = {code for code in columns if code[number] == "r"}
    wanted[_("Read by nobody of these pools")] = {code for code in columns if "r" not in code.partition(":")[0]}
    return [
        step(table, columns, before=name, after=_("went on"), came=came, passed={code for code in came if code.endswith(":on")})
        for name, came in wanted.items()
        if came and table.lines
    ]
