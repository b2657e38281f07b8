"""Letters to addresses without an account. Anybody can have one sent to anybody, so there is a measure for all of them together."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from fundportal.notifications.models import Notification

KINDS = ("sign_in_code", "unknown_account")


def sent_to_strangers() -> int:
    """How many in the last hour. One statement over an index of their own."""
    since = timezone.now() - timedelta(hours=1)
    return Notification.objects.filter(recipient=None, kind__in=KINDS, created_at__gt=since).count()


def is_full() -> bool:
    """Whether no further letter leaves to an address without an account for now. Those with an account are never held back."""
    return bool(sent_to_strangers() >= settings.STRANGERS_PER_HOUR)


def stranger_figures() -> dict[str, int | bool]:
    """For `/readyz`: when `full` is true somebody is mailing strangers through the portal, or a call is more popular than STRANGERS_PER_HOUR."""
    sent = sent_to_strangers()
    return {"last_hour": sent, "most": settings.STRANGERS_PER_HOUR, "full": sent >= settings.STRANGERS_PER_HOUR}
