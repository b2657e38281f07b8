"""Work in the background."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from fundportal.accounts.forget_sessions import forget_sessions


@shared_task  # type: ignore[untyped-decorator]
def forget_old_sessions() -> int:
    return forget_sessions(at=timezone.now())
