"""Decisions, written down in private until all are released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import OwnApplication, lock
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.feedback import Structured
from applicants.selection.models import Decision
from fundportal.accounts.roles import Permission
from fundportal.audit.record import entry, record_many
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

DECIDABLE = (State.IN_REVIEW, State.SHORTLISTED)


class NotDecider(Refusal):
    """The person's roles do not reach the call."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("Your role does not allow deciding in this call."))


@dataclass(frozen=True)
class Staged:
    """The decisions written down, and the applications about which nothing can be decided as they stand."""

    decisions: list[Decision]
    others: list[Application]


def locked_call(call_id: int, by: User) -> Call:
    """The call, locked: who stages or releases in it comes one after the other. Raises NotDecider.

    Lock order everywhere: call, applications by id, offers, cohort. The lock lets applications to the call be written meanwhile.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call_id)
    if not by.may(Permission.DECIDE, call.program_code):
        raise NotDecider
    return call


@transaction.atomic
def stage(
    *,
    call: Call,
    applications: Collection[int],
    outcome: str,
    by: User,
    feedback: Mapping[int, str] | None = None,
    structured: Structured | None = None,
    position: int | None = None,
) -> Staged:
    """Write down one decision for each of these applications of the call, in place of any that was staged before. No state changes.

    `feedback` maps applications to what the person will read; `structured` stands above it, the same for all of them. On the waiting list they line up in the order given, behind those who are there
    already; from `position` on when it is given: who is noted for that place or a later one moves back. Raises NotDecider, OwnApplication.
    """
    locked_call(call.pk, by)
    found = {application.pk: application for application in lock(applications) if application.call_id == call.pk}
    wanted = [found[pk] for pk in dict.fromkeys(applications) if pk in found]
    refuse_own(wanted, by)
    decidable = [application for application in wanted if application.state in DECIDABLE]
    Decision.objects.staged().filter(application__in=decidable).delete()
    first = position or (last_position(call) + 1 if outcome == Decision.Outcome.WAITLIST else 0)
    if position and outcome == Decision.Outcome.WAITLIST:
        make_room(call, position, len(decidable))
    said = structured or Structured()
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                application=application,
                outcome=outcome,
                position=first + n if outcome == Decision.Outcome.WAITLIST else None,
                feedback=(feedback or {}).get(application.pk, "").strip(),
                strong=said.strong.strip(),
                missing=said.missing.strip(),
                suggestion=said.suggestion.strip(),
                next_call_id=said.next_call,
                staged_by=by,
            )
            for n, application in enumerate(decidable)
        ],
        batch_size=2000,
    )
    record_many(
        entry(actor=by, verb="stage_decision", target=a.folio, program_code=a.call.program_code, outcome=outcome) for a in decidable
    )
    return Staged(decisions, [application for application in wanted if application.state not in DECIDABLE])


def refuse_own(applications: Iterable[Application], by: User) -> None:
    """Raises OwnApplication: nobody decides about themselves."""
    for application in applications:
        if application.applicant_id == by.pk:
            raise OwnApplication(application, "stage")


def make_room(call: Call, position: int, count: int) -> None:
    """Move back by `count` whoever is noted for this place of the waiting list or a later one, when the places are taken."""
    noted = Decision.objects.staged().filter(application__call=call, outcome=Decision.Outcome.WAITLIST)
    if noted.filter(position__gte=position, position__lt=position + count).exists():
        noted.filter(position__gte=position).update(position=F("position") + count)


def last_position(call: Call) -> int:
    """The last place on the call's waiting list, staged ones included; 0 when nobody waits."""
    waiting = Decision.objects.filter(application__call=call, outcome=Decision.Outcome.WAITLIST)
    return waiting.filter(application__state__in=[*DECIDABLE, State.WAITLISTED]).aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def unstage(*, call: Call, applications: Collection[int], by: User) -> int:
    """Take staged decisions back; released ones stay. Returns how many are gone."""
    locked_call(call.pk, by)
    gone = list(Decision.objects.staged().filter(application__in=applications, application__call=call).select_related("application"))
    refuse_own((decision.application for decision in gone), by)
    Decision.objects.staged().filter(pk__in=[decision.pk for decision in gone]).delete()
    record_many(
        entry(
            actor=by, verb="unstage_decision", target=d.application.folio, program_code=call.cohort.strand.program.code, outcome=d.outcome
        )
        for d in gone
    )
    return len(gone)
