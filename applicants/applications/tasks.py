"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.applications.draft.unused_files import forget_unused_files
from applicants.applications.remind import remind


@shared_task  # type: ignore[untyped-decorator]
def remind_drafts() -> int:
    """Every five minutes; a step that was missed for less than an hour is caught up with, once."""
    return remind(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def forget_files() -> int:
    """Each night, before the bytes are swept."""
    return forget_unused_files(at=timezone.now())
