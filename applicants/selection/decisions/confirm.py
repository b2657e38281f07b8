"""Four eyes: what somebody has noted, somebody else confirms."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applicants.calls.models import Call
from applicants.selection.decisions.stage import can_be_released, locked_call, refuse_own
from applicants.selection.models import Decision
from fundportal.audit.record import entry, record_many

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Confirmed(NamedTuple):
    """Those confirmed, and how many were left: taken back or changed since they were shown, or noted by who would confirm them."""

    decisions: list[Decision]
    left: int


def to_confirm(call: Call) -> QuerySet[Decision]:
    """Staged decisions of the call that wait for a second person, in the order in which they were noted."""
    rows = Decision.objects.unconfirmed().filter(can_be_released(), application__call=call)
    rows = rows.select_related("application__applicant", "staged_by", "next_call", "corrects__release")
    return rows.defer("application__answers", "application__revisions").order_by("outcome", "position", "pk")


def mark_of(decision: Decision) -> str:
    """What exactly would be confirmed, in short."""
    said = [decision.outcome, decision.position, decision.feedback, decision.strong, decision.missing, decision.suggestion]
    return sha256("\n".join(map(str, [decision.pk, *said, decision.next_call_id, decision.why])).encode()).hexdigest()[:16]


@transaction.atomic
def confirm(*, call: Call, seen: Mapping[int, str], by: User) -> Confirmed:
    """Confirm staged decisions as they were shown: `seen` maps their numbers to their marks. A repeat confirms nothing anew, and is no error.

    Who noted one does not confirm it; a change afterwards asks for a new confirmation. Raises NotDecider, OwnApplication, ReleaseRunning.
    """
    call = locked_call(call.pk, by)
    rows = Decision.objects.staged().filter(pk__in=seen, application__call=call).select_related("application").order_by("pk")
    rows = rows.select_for_update(of=("self",)).defer("application__answers", "application__revisions")
    found = [decision for decision in rows if mark_of(decision) == seen[decision.pk] and decision.staged_by_id != by.pk]
    refuse_own((decision.application for decision in found), by)
    new = [decision for decision in found if decision.confirmed_by_id is None]
    Decision.objects.staged().filter(pk__in=[decision.pk for decision in new]).update(confirmed_by=by, confirmed_at=timezone.now())
    record_many(
        entry(actor=by, verb="confirm_decision", target=d.application.folio, program_code=call.program_code, outcome=d.outcome) for d in new
    )
    return Confirmed(new, len(seen) - len(found))
