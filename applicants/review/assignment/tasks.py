"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from applicants.review.assignment.work import make_waiting


@shared_task  # type: ignore[untyped-decorator]
def make_plans() -> int:
    """Asked for when somebody wants a plan, and twice a minute for what was missed."""
    return make_waiting(at=timezone.now())
