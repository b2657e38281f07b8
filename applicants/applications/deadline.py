"""What the clock allows. Instants are those at which a request arrived, never those at which it was handled."""

from __future__ import annotations

from datetime import datetime, timedelta

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call


def last_instant(application: Application) -> datetime:
    """Until when it may be submitted: the deadline, or the end of the call's grace after a first attempt that came before the deadline."""
    deadline = application.deadline
    if application.first_attempt_at and application.first_attempt_at <= deadline:
        return deadline + timedelta(minutes=application.call.grace_minutes)
    return deadline


def is_in_time(application: Application, at: datetime) -> bool:
    """Whether a submission that arrived at `at` counts. The instant of the deadline itself still does."""
    return application.call.status == Call.Status.PUBLISHED and at <= last_instant(application)


def may_edit(application: Application, at: datetime) -> bool:
    """A draft always (words that come late are kept, an extension may follow); what was submitted, as long as it may be submitted again."""
    if application.state == State.DRAFT:
        return True
    return application.state == State.SUBMITTED and is_in_time(application, at)
