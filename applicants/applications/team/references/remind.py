"""A word to referees from whom nothing has come, seven days and 48 hours before their letter is due."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from applicants.applications.countdown import has_passed, key_of_step
from applicants.applications.states import TRANSITIONS
from applicants.applications.team.references.letters import DUE, REMINDER, reminder
from applicants.applications.team.references.models import Reference, asked_by
from applicants.calls.models import Call
from fundportal.accounts.seal import SealBroken, unseal
from fundportal.notifications.enqueue import enqueue
from fundportal.notifications.models import Notification

HOURS = (48, 168)
BATCH = 500


def remind(*, at: datetime) -> int:
    """One letter a step and due date to each who was asked before the step and has neither written nor declined. Returns how many were written."""
    passed = has_passed(HOURS, at, until="due", since="asked_at")
    rows = (
        Reference.objects.open()
        .annotate(due=DUE)
        .filter(passed, application__state__in=TRANSITIONS["withdraw"].sources, application__call__status=Call.Status.PUBLISHED)
        .annotate(key=key_of_step(REMINDER, "pk", HOURS, at, until="due"))
        .exclude(Exists(Notification.objects.filter(key=OuterRef("key"))))
        .select_related("application__applicant", "application__call__references_asked", "application__call__cohort__strand__program")
        .defer("application__answers", "application__revisions", "application__unfinished", "application__conflicts")
    )
    letters = [written for row in rows.order_by("pk")[:BATCH] if (written := reminder_of(row))]
    enqueue(letters)
    return len(letters)


def reminder_of(row: Reference) -> Notification | None:
    """None where the portal's key was changed, so that the link cannot be written again."""
    asked = asked_by(row.application.call)
    try:
        secret = unseal(row.token_sealed)
    except SealBroken:
        return None
    return reminder(row, row.application, asked, secret, row.key) if asked else None  # type: ignore[attr-defined]  # annotated
