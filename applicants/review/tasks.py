"""What the clock does in this room."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.review.blinding.hunt import hunt
from applicants.review.blinding.redact import redraw_waiting
from applicants.review.conflicts.later import look_through
from applicants.review.desk.digest import digest


@shared_task  # type: ignore[untyped-decorator]
def write_to_reviewers() -> int:
    """Every half an hour; a day that has its letter gets no other."""
    return digest(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def look_for_names() -> int:
    """Every minute, and when somebody asks for it."""
    return hunt(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def look_for_ties() -> int:
    """Every hour: what says nothing of when it began closes an application to its reviewer no later than that."""
    return look_through()


@shared_task  # type: ignore[untyped-decorator]
def redraw_files() -> int:
    """Every minute, and when something was covered."""
    return redraw_waiting(at=timezone.now())
