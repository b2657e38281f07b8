"""What the clock does with offers."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from applicants.selection.offers import expire, remind


@shared_task  # type: ignore[untyped-decorator]
def expire_offers() -> int:
    return expire.expire(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def remind_offers() -> int:
    with transaction.atomic():
        return remind.remind(at=timezone.now())
