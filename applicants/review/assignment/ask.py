"""Staff ask for a plan, and may stop its making."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.models import Round
from applicants.review.rounds.assign import CannotAssign, RoundClosed, require_assigner, reviewers_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

SILENCE = timedelta(minutes=5)
"""A worker that has said nothing for so long is gone."""


class AtWork(Refusal):
    """Another plan for the round is being made."""

    title = _("A plan is being worked out")

    def __init__(self) -> None:
        super().__init__(_("A plan for this round is being worked out already. Wait for it, or stop it first."))


@transaction.atomic
def ask(*, round: Round, rules: Rules, by: User) -> Plan:
    """A plan that waits for a worker. Raises RoundClosed, AtWork, and CannotAssign when there is nothing to read or nobody who reads."""
    require_assigner(by, round)
    current = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if current.closed_at:
        raise RoundClosed(current)
    if Plan.objects.filter(round=current).at_work().exists():
        raise AtWork
    if not reviewers_of(round.call.program_code).exists():
        raise CannotAssign(_("This programme has no reviewers yet. Invite them first."))
    if not current.taken.apart_from(by).exists():
        raise CannotAssign(_("No application is read in this round yet."))
    plan = Plan.objects.create(round=current, by=by, rules=rules.as_json())
    record(
        actor=by, verb="plan_assignment", target=f"{round.call.slug}:{round.ordinal}", program_code=round.call.program_code, plan=plan.pk
    )
    transaction.on_commit(wake, robust=True)
    return plan


def wake() -> None:
    """Have it made soon; without a broker the next beat does it."""
    from applicants.review.assignment.tasks import make_plans

    try:
        make_plans.delay()
    except (OperationalError, OSError):
        return


@transaction.atomic
def stop(*, plan: Plan, by: User) -> Plan:
    """End the making of a plan: at once where nobody works at it, else at the worker's next look. One that has ended stays as it is."""
    require_assigner(by, plan.round)
    current = Plan.objects.select_for_update(of=("self",)).light().get(pk=plan.pk)
    if current.is_at_work:
        current.stop = True
        if current.state == Plan.State.WAITING or current.seen_at is None or current.seen_at < timezone.now() - SILENCE:
            current.state = Plan.State.STOPPED
        current.save(update_fields=["stop", "state"])
    return current
