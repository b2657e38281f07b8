"""What the clock does with releases, offers and places."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from applicants.selection.decisions import release
from applicants.selection.offers import expire, remind
from applicants.selection.waiting import next_offer


@shared_task  # type: ignore[untyped-decorator]
def resume_releases() -> int:
    return release.resume()


@shared_task  # type: ignore[untyped-decorator]
def expire_offers() -> int:
    return expire.expire(at=timezone.now())


@shared_task  # type: ignore[untyped-decorator]
def offer_next_places() -> int:
    return next_offer.fill_all()


@shared_task  # type: ignore[untyped-decorator]
def remind_offers() -> int:
    with transaction.atomic():
        return remind.remind(at=timezone.now())
