"""The end of a waiting list: whoever still waits is told that no place will come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import lock
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.feedback import from_the_rubrics
from applicants.selection.decisions.release import carry_out
from applicants.selection.decisions.stage import locked_call, refuse_own
from applicants.selection.decisions.wave import counted
from applicants.selection.models import Decision, Release
from applicants.selection.procedure.models import procedure_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NobodyWaits(Refusal):
    """The list is empty."""

    title = _("Nobody waits")

    def __init__(self) -> None:
        super().__init__(_("Nobody is on this waiting list. If you have just closed it, everybody has been told."))


class ListChanged(Refusal):
    """Those who wait are not those who were confirmed."""

    title = _("The waiting list has changed")

    def __init__(self) -> None:
        super().__init__(_("The waiting list has changed while you looked at the page. Nothing was changed: look at it and confirm again."))


def waiting_ids(call: Call) -> list[int]:
    return list(Application.objects.filter(call=call, state=State.WAITLISTED).order_by("pk").values_list("pk", flat=True))


def fingerprint(ids: Iterable[int]) -> str:
    """Who exactly waits, in short: the page shows it, the confirmation brings it back."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


class Closed(NamedTuple):
    """What came of closing a list: the decisions, one for each who waited, and the release that made them known, or None where they wait for a second
    person."""

    decisions: list[Decision]
    release: Release | None


@transaction.atomic
def close_list(*, call: Call, by: User, seen: str = "") -> Closed:
    """Decline everybody who still waits, each by a decision that corrects the one by which they wait, with what that had said to them or else what the rubric
    says, with a letter, and with the days in which one may ask to be read again. Exactly once: who comes second finds nobody waiting.

    Where the call decides by four eyes the decisions are noted: somebody else confirms them, and they are released like any others.
    Raises NobodyWaits; ListChanged when `seen` is another fingerprint; NotDecider; ReleaseRunning; OwnApplication. Then nothing has happened.
    """
    call = locked_call(call.pk, by)
    waiting = [application for application in lock(waiting_ids(call)) if application.state == State.WAITLISTED]
    if not waiting:
        raise NobodyWaits
    if seen and seen != fingerprint(application.pk for application in waiting):
        raise ListChanged
    refuse_own(waiting, by)
    Decision.objects.staged().filter(application__in=waiting).delete()
    decisions = Decision.objects.bulk_create(drafted(waiting, by), batch_size=2000)
    made = None
    if not procedure_of(call).four_eyes:
        pks = [decision.pk for decision in decisions]
        running = Release.State.RUNNING
        made = Release.objects.create(call=call, by=by, state=running, claimed_at=timezone.now(), wave=pks, counts=counted(decisions))
        made = carry_out(wave=made.pk)
    record(
        actor=by,
        verb="close_waiting_list",
        target=call.slug,
        program_code=call.program_code,
        people=len(waiting),
        release=made.pk if made else None,
    )
    return Closed(decisions, made)


def drafted(waiting: Collection[Application], by: User) -> list[Decision]:
    """A decision for each, unsaved. A constant number of statements."""
    ids = [application.pk for application in waiting]
    known = {decision.application_id: decision for decision in Decision.objects.current().filter(application__in=ids)}
    drafts = from_the_rubrics({application.pk: application.applicant.language for application in waiting})
    found = []
    for application in waiting:
        before, draft = known.get(application.pk), drafts[application.pk]
        said = before if before is not None and before.is_explained else None
        found.append(
            Decision(
                application=application,
                outcome=Decision.Outcome.DECLINE,
                feedback=said.feedback if said else "",
                strong=said.strong if said else draft.strong,
                missing=said.missing if said else draft.missing,
                suggestion=said.suggestion if said else "",
                staged_by=by,
                corrects=before,
                why="",  # the letter says that the list is closed
            )
        )
    return found
