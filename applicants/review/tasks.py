"""What the clock does for reviewers."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.review.desk.digest import digest


@shared_task  # type: ignore[untyped-decorator]
def write_to_reviewers() -> int:
    """Every half an hour; a day that has its letter gets no other."""
    return digest(at=timezone.now())
