"""How long letters wait: what the operator looks at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from fundportal.notifications.models import Notification, NotificationQuerySet

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest_seconds` is the age of the oldest letter that has not left yet (0: none waits); `failed` counts the letters of the last LOOKED_BACK
    that were given up or refused and that nobody has sent again."""

    waiting: int
    oldest_seconds: int
    failed: int


def backlog() -> Backlog:
    """Letters and codes that wait, letters that failed, of all programmes. One statement over two small indexes."""
    now = timezone.now()
    planned = Q(attempts=0, not_before__gt=now)  # to leave later, on purpose
    waits = Q(state=Notification.State.PENDING) & ~planned
    failed = Q(state=Notification.State.FAILED, created_at__gt=now - LOOKED_BACK) & ~Q(queue=Notification.Queue.CODES)
    found = Notification.objects.filter(waits | failed).aggregate(
        waiting=Count("pk", filter=waits), oldest=Min("created_at", filter=waits), failed=Count("pk", filter=failed)
    )
    age = int((now - found["oldest"]).total_seconds()) if found["oldest"] else 0
    return Backlog(found["waiting"], max(age, 0), found["failed"])


def backlog_figures() -> dict[str, int]:
    """The same for `/readyz`."""
    return asdict(backlog())


def by_state(letters: NotificationQuerySet) -> dict[str, int]:
    """State -> number, in the order of the states, zeros included. One statement."""
    found = dict(letters.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Notification.State.values}
