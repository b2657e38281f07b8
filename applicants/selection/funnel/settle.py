"""Of one question in one cohort there is one table: whoever looks first settles of which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.disclosure.rule import INTERNAL
from applicants.selection.funnel.models import FunnelTable
from applicants.selection.funnel.pools import pools_of, reading, readings, told_apart
from fundportal.accounts.roles import Permission
from fundportal.web.refusals import Refusal
from programs.cohorts.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User

STEPS = "steps"
LEAST = 3 * INTERNAL.threshold - 2
"""People who have to stand in a column for it to have one of its own (see `grid.roomy`)."""
LEAST_READ = 2 * LEAST
"""The same of a column of pools: with fewer, a question told apart by pools would show hardly any figure, and be spent."""


class CannotBeTold(Refusal):
    """There are no such figures."""

    title = _("These figures cannot be shown")

    def __init__(self) -> None:
        super().__init__(_("In this round no pool of reviewers can be told apart from the others any more. Nothing was settled."))


class NotEquity(Refusal):
    """The person does not answer for equity in the programme."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("Only the equity officer of the programme looks at these figures."))


def kinds(cohort: Cohort) -> dict[str, str]:
    """What can be looked at: the steps, and of each closed round whose pools can be told apart the pools. Code -> name of the round."""
    pools = pools_of(cohort.strand.program.code)
    rounds = readings(cohort) if pools else {}
    told = {f"pools-{ordinal}": name for ordinal, name in rounds.items() if told_apart(reading(cohort, ordinal), pools, least=LEAST_READ)}
    return {STEPS: "", **told}


def settled(cohort: Cohort, question: str) -> FunnelTable | None:
    """The table of the question, once somebody has looked."""
    return FunnelTable.objects.filter(cohort=cohort.pk, question=question).first()


@transaction.atomic
def settle(*, cohort: Cohort, question: str, kind: str, by: User) -> FunnelTable:
    """Settle of which kind the one table of the question is. Who comes second gets what is settled, whatever they asked for: the database keeps one row.

    Raises NotEquity; CannotBeTold when no pool can be told apart in that round. Pools are kept as they are now: moved later, they would tell of one
    reviewer by the difference.
    """
    if not by.may(Permission.VIEW_EQUITY_FUNNEL, cohort.strand.program.code):
        raise NotEquity
    found = settled(cohort, question)
    if found is None:
        pools = pools_now(cohort, kind)
        if kind != STEPS and not pools:
            raise CannotBeTold
        FunnelTable.objects.bulk_create(
            [FunnelTable(cohort_id=cohort.pk, question=question, kind=kind, pools=list(pools.items()), by=by)], ignore_conflicts=True
        )
        found = FunnelTable.objects.get(cohort=cohort.pk, question=question)
    return found


def pools_now(cohort: Cohort, kind: str) -> Mapping[str, list[int]]:
    ordinal = kind.removeprefix("pools-")
    if not ordinal.isdecimal() or int(ordinal) not in readings(cohort):
        return {}
    return told_apart(reading(cohort, int(ordinal)), pools_of(cohort.strand.program.code), least=LEAST_READ)
