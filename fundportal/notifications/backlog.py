"""How long letters wait: what the operator looks at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from fundportal.notifications.models import Notification, NotificationQuerySet


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest_seconds` is the age of the oldest letter that has not left yet (0: none waits)."""

    waiting: int
    oldest_seconds: int


def backlog() -> Backlog:
    """Letters and codes that wait, of all programmes. One statement over a small index."""
    planned = Q(attempts=0, not_before__gt=timezone.now())  # to leave later, on purpose
    found = Notification.objects.filter(~planned, state=Notification.State.PENDING).aggregate(waiting=Count("pk"), oldest=Min("created_at"))
    age = int((timezone.now() - found["oldest"]).total_seconds()) if found["oldest"] else 0
    return Backlog(found["waiting"], max(age, 0))


def backlog_figures() -> dict[str, int]:
    """The same for `/readyz`."""
    now = backlog()
    return {"waiting": now.waiting, "oldest_seconds": now.oldest_seconds}


def by_state(letters: NotificationQuerySet) -> dict[str, int]:
    """State -> number, in the order of the states, zeros included. One statement."""
    found = dict(letters.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Notification.State.values}
