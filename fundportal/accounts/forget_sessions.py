"""Sessions that are over leave the database."""

from __future__ import annotations

from datetime import datetime

from fundportal.accounts.sessions import Session

BATCH = 1000


def forget_sessions(*, at: datetime) -> int:
    """Delete the sessions that had ended by `at`, some at a time, so that nobody who signs in waits. Returns how many."""
    count = 0
    while keys := list(Session.objects.filter(expire_date__lt=at).order_by("expire_date").values_list("session_key", flat=True)[:BATCH]):
        count += Session.objects.filter(session_key__in=keys).delete()[0]
    return count
