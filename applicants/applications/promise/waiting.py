"""Who waits for a decision."""

from __future__ import annotations

from django.db.models import QuerySet

from applicants.applications.models import Application
from applicants.applications.states import State

UNDECIDED = (State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED, State.SELECTED)
"""As far as the person knows: what is decided is told at the release, to all at once."""


def waiting() -> QuerySet[Application]:
    """Applications without a decision that is known, as letters need them: with call, programme and person, without their answers."""
    rows = Application.objects.with_call().select_related("applicant", "call__cohort__strand__program")
    rows = rows.defer("answers", "revisions", "unfinished", "conflicts")
    return rows.filter(state__in=UNDECIDED, applicant__is_active=True).order_by("pk")
