"""Decisions, written down in private until they are released."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import OwnApplication, lock
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS, State
from applicants.calls.models import Call
from applicants.selection.decisions.feedback import Structured
from applicants.selection.models import Decision, Release
from fundportal.accounts.roles import Permission
from fundportal.audit.record import entry, record_many
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

DECIDABLE = (State.IN_REVIEW, State.SHORTLISTED)
CORRECTABLE: dict[str, frozenset[State]] = {
    outcome: TRANSITIONS[outcome].sources.difference(DECIDABLE) for outcome in Decision.Outcome.values
}
"""Outcome -> the states of applications that a later decision may still lead there, in place of the one that is known."""


class NotDecider(Refusal):
    """The person's roles do not reach the call."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("Your role does not allow deciding in this call."))


class ReleaseRunning(Refusal):
    """Decisions of the call are becoming known at this moment."""

    title = _("A release is running")

    def __init__(self) -> None:
        super().__init__(
            _("Decisions of this call are being released at this moment. Nothing was changed: wait until that is done, then look again.")
        )


class NotedMeanwhile(Refusal):
    """Somebody else has noted another decision since the page was opened."""

    title = _("Somebody else has decided meanwhile")

    def __init__(self, noted: list[Decision]) -> None:
        lines = ", ".join(f"{d.application.folio}: {d.get_outcome_display()} ({d.staged_by})" for d in noted[:20])
        super().__init__(
            _("What is noted has changed since you opened the page. Nothing was changed. It is now: %(list)s.") % {"list": lines}
            if noted
            else _("What was noted when you opened the page has been taken back. Nothing was changed: look again.")
        )


@dataclass(frozen=True)
class Staged:
    """The decisions written down, and the applications about which nothing can be decided as they stand."""

    decisions: list[Decision]
    others: list[Application]


def lockable_call() -> QuerySet[Call]:
    """Lock order everywhere: a release that runs, call, applications by id, offers, cohort. Applications to a locked call are still written."""
    return Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program")


def locked_call(call_id: int, by: User) -> Call:
    """The call, locked: who stages, confirms or releases in it comes one after the other. Raises NotDecider; ReleaseRunning while a wave becomes known."""
    call = lockable_call().get(pk=call_id)
    if not by.may(Permission.DECIDE, call.program_code):
        raise NotDecider
    if Release.objects.filter(call=call, state=Release.State.RUNNING).exists():
        raise ReleaseRunning
    return call


def can_be_released() -> Q:
    """Of staged decisions those that can still be carried out: about what is being read, or in place of one that is known."""
    found = Q(application__state__in=DECIDABLE) | Q(outcome=Decision.Outcome.DECLINE, application__state=State.WAITLISTED)
    for outcome, states in CORRECTABLE.items():
        found |= Q(corrects__isnull=False, outcome=outcome, application__state__in=states)
    return found


def noted(applications: Collection[int]) -> list[Decision]:
    """What is staged about these applications. One statement."""
    rows = Decision.objects.staged().filter(application__in=applications).select_related("application__applicant", "staged_by")
    return list(rows.defer("application__answers", "application__revisions").order_by("application_id"))


def mark(decisions: Iterable[Decision]) -> str:
    """What exactly is noted, in short: a page carries it along, and learns by it that something else is noted by now."""
    lines = sorted(f"{d.application_id} {d.pk} {d.outcome} {d.position}" for d in decisions)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


@transaction.atomic
def stage(
    *,
    call: Call,
    applications: Collection[int],
    outcome: str,
    by: User,
    feedback: Mapping[int, str] | None = None,
    structured: Structured | None = None,
    drafted: Mapping[int, Structured] | None = None,
    position: int | None = None,
    why: str = "",
    seen: str | None = None,
) -> Staged:
    """Write down one decision for each of these applications of the call, in place of any that was staged before. No state changes.

    `feedback` maps applications to what the person will read; `structured` stands above it, the same for all of them, and `drafted` fills what it
    leaves empty, for each its own. On the waiting list they line up in the order given, behind those who are there
    already; from `position` on when it is given: who is noted for that place or a later one moves back. With `why`, which the person reads, the
    decision may correct one that is known. `seen` is the mark of what the page had shown as noted.
    Raises NotDecider, OwnApplication, ReleaseRunning, NotedMeanwhile.
    """
    locked_call(call.pk, by)
    found = {application.pk: application for application in lock(applications) if application.call_id == call.pk}
    wanted = [found[pk] for pk in dict.fromkeys(applications) if pk in found]
    refuse_own(wanted, by)
    if seen is not None and seen != mark(now := noted(found)):
        raise NotedMeanwhile(now)
    known = dict(Decision.objects.current().filter(application__in=found).values_list("application_id", "pk"))
    decidable = [a for a in wanted if a.state in DECIDABLE or (why.strip() and a.pk in known and a.state in CORRECTABLE[outcome])]
    Decision.objects.staged().filter(application__in=decidable).delete()
    first = position or (last_position(call) + 1 if outcome == Decision.Outcome.WAITLIST else 0)
    if position and outcome == Decision.Outcome.WAITLIST:
        make_room(call, position, len(decidable))

    def written(n: int, application: Application) -> Decision:
        said, draft = structured or Structured(), (drafted or {}).get(application.pk, Structured())
        return Decision(
            application=application,
            outcome=outcome,
            position=first + n if outcome == Decision.Outcome.WAITLIST else None,
            feedback=(feedback or {}).get(application.pk, "").strip(),
            strong=said.strong.strip() or draft.strong,
            missing=said.missing.strip() or draft.missing,
            suggestion=said.suggestion.strip(),
            next_call_id=said.next_call,
            staged_by=by,
            corrects_id=known.get(application.pk),
            why=why.strip() if application.pk in known else "",
        )

    decisions = Decision.objects.bulk_create([written(n, a) for n, a in enumerate(decidable)], batch_size=2000)
    record_many(
        entry(actor=by, verb="stage_decision", target=d.application.folio, program_code=d.application.call.program_code, outcome=outcome)
        for d in decisions
    )
    staged = {decision.application_id for decision in decisions}
    return Staged(decisions, [application for application in wanted if application.pk not in staged])


def refuse_own(applications: Iterable[Application], by: User) -> None:
    """Raises OwnApplication: nobody decides about themselves, or about what they write along or help with. One statement."""
    rows = list(applications)
    apart = set(Application.objects.filter(pk__in=[row.pk for row in rows]).apart_from(by).values_list("pk", flat=True))
    for application in rows:
        if application.pk not in apart:
            raise OwnApplication(application, "stage")


def make_room(call: Call, position: int, count: int) -> None:
    """Move back by `count` whoever is noted for this place of the waiting list or a later one, when the places are taken. Who has confirmed the old
    place has not confirmed the new one."""
    noted = Decision.objects.staged().filter(application__call=call, outcome=Decision.Outcome.WAITLIST)
    if noted.filter(position__gte=position, position__lt=position + count).exists():
        noted.filter(position__gte=position).update(position=F("position") + count, confirmed_by=None, confirmed_at=None)


def last_position(call: Call) -> int:
    """The last place on the call's waiting list, staged ones included; 0 when nobody waits."""
    waiting = Decision.objects.filter(application__call=call, outcome=Decision.Outcome.WAITLIST)
    return waiting.filter(application__state__in=[*DECIDABLE, State.WAITLISTED]).aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def unstage(*, call: Call, applications: Collection[int], by: User, seen: str | None = None) -> int:
    """Take staged decisions back; released ones stay. Returns how many are gone. Raises as `stage` does."""
    locked_call(call.pk, by)
    gone = [decision for decision in noted(applications) if decision.application.call_id == call.pk]
    refuse_own((decision.application for decision in gone), by)
    if seen is not None and seen != mark(gone):
        raise NotedMeanwhile(gone)
    Decision.objects.staged().filter(pk__in=[decision.pk for decision in gone]).delete()
    record_many(
        entry(
            actor=by, verb="unstage_decision", target=d.application.folio, program_code=call.cohort.strand.program.code, outcome=d.outcome
        )
        for d in gone
    )
    return len(gone)
