"""Who waits for a decision."""

from __future__ import annotations

from django.db.models import QuerySet

from applicants.applications.models import Application, StateChange
from applicants.applications.states import State

UNDECIDED = (State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED, State.SELECTED)
"""As far as the person knows: what is decided is told at the release, to all at once."""
AGAIN = "reopen"


def waiting() -> QuerySet[Application]:
    """Applications without a decision that is known, as letters need them: with call, programme and person, without their answers. Who is read again after a
    decision had it by the promised day."""
    rows = Application.objects.with_call().select_related("applicant", "call__cohort__strand__program")
    rows = rows.defer("answers", "revisions", "unfinished", "conflicts")
    return rows.filter(state__in=UNDECIDED, applicant__is_active=True).exclude(history__verb=AGAIN).order_by("pk")


def is_read_again(application: Application) -> bool:
    """Whether there was a decision before. One statement."""
    return StateChange.objects.filter(application=application, verb=AGAIN).exists()
