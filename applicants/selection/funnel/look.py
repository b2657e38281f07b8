"""The first look at a cohort by one question: what the disclosure service shows, ready to be kept.

Two tables of people who are not the same: those who handed in, whose rows add up to what the page of figures shows of the same question (the service gives the
same people under the same name the same margins); and those who started and never handed in, who are counted nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from applicants.disclosure.aggregate import aggregate
from applicants.disclosure.crosstab import crosstab
from applicants.disclosure.rule import INTERNAL
from applicants.disclosure.staff.population import about
from applicants.disclosure.subjects import Subject
from applicants.selection.funnel.cut import kept_rows, kept_table
from applicants.selection.funnel.pools import group, has_room, members, reading
from applicants.selection.funnel.stages import ladder, stages_of
from programs.cohorts.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User

STEPS = "steps"
LEAST = 3 * INTERNAL.threshold - 2
"""People who have to stand in a column for it to have one of its own (see `grid.roomy`)."""
LEAST_READ = 2 * LEAST
"""The same of a column of pools: with fewer, a question told apart by pools would show hardly any figure, and be spent."""


def look(*, cohort: Cohort, subject: Subject, kind: str, pools: Mapping[str, list[int]], by: User) -> dict[str, Any]:
    """`people`: how many are counted. `table`, `handed_in` and `started` are there as far as there are enough people. Each is written down by the service."""
    asked: dict[str, Any] = {"rule": INTERNAL, "by": by, "program_code": cohort.strand.program.code}
    if kind == STEPS:
        found, names = ladder(cohort, least=LEAST), stages_of(cohort)
        figures: dict[str, Any] = {"people": len(found.members) + len(found.started)}
        if len(found.stages) > 1:
            table = crosstab(population=found.members, about=about(cohort), rows=subject, columns=found.group(names), **asked)
            figures["table"] = kept_table(table)
        if len(found.started) >= LEAST and found.members:
            never = aggregate(population=found.started, about=f"{about(cohort)}:started", subject=subject, **asked)
            handed_in = aggregate(population=found.members, about=about(cohort), subject=subject, **asked)
            figures |= {"started": kept_rows(never), "handed_in": kept_rows(handed_in)}
        return figures
    read = reading(cohort, int(kind.removeprefix("pools-")))
    people = members(read, pools)
    if not has_room(read, pools, LEAST_READ):
        return {"people": len(read.read)}
    table = crosstab(population=people, about=about(cohort), rows=subject, columns=group(people), **asked)
    return {"people": len(read.read), "table": kept_table(table)}
