"""Of one question in one cohort there is one table: whoever looks first settles of which, and what it shows is kept as it was in that moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.look import LEAST_READ, STEPS, look
from applicants.selection.funnel.models import FunnelTable
from applicants.selection.funnel.pools import pools_of, reading, readings, told_apart
from applicants.selection.funnel.stages import anybody, waiting
from fundportal.accounts.roles import Permission
from fundportal.web.refusals import Refusal
from programs.cohorts.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CannotBeTold(Refusal):
    """There are no such figures."""

    title = _("These figures cannot be shown")

    def __init__(self) -> None:
        super().__init__(_("In this round no pool of reviewers can be told apart from the others any more. Nothing was settled."))


class StillDeciding(Refusal):
    """Stages still move."""

    title = _("The cohort is not decided yet")

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody still waits for a decision, has an open offer, or may still apply. The figures are settled once, when nothing moves any more."
            )
        )


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
    """Settle of which kind the one table of the question is, and its figures. Who comes second gets what is settled, whatever they asked for: the database keeps
    one row.

    Raises NotEquity; StillDeciding; CannotBeTold when no pool can be told apart in that round. Pools and figures are kept as they are now: moved later, they would
    tell of one reviewer, or of one person, by the difference.
    """
    if not by.may(Permission.VIEW_EQUITY_FUNNEL, cohort.strand.program.code):
        raise NotEquity
    found = settled(cohort, question)
    if found is None:
        if waiting(cohort) or not anybody(cohort):
            raise StillDeciding
        pools = pools_now(cohort, kind)
        if kind != STEPS and not pools:
            raise CannotBeTold
        figures = look(cohort=cohort, subject=subjects()[question], kind=kind, pools=pools, by=by)
        made = FunnelTable(cohort_id=cohort.pk, question=question, kind=kind, pools=list(pools.items()), figures=figures, by=by)
        FunnelTable.objects.bulk_create([made], ignore_conflicts=True)
        found = FunnelTable.objects.get(cohort=cohort.pk, question=question)
    return found


def pools_now(cohort: Cohort, kind: str) -> Mapping[str, list[int]]:
    ordinal = kind.removeprefix("pools-")
    if not ordinal.isdecimal() or int(ordinal) not in readings(cohort):
        return {}
    return told_apart(reading(cohort, int(ordinal)), pools_of(cohort.strand.program.code), least=LEAST_READ)
