"""Sign-in codes leave no trace: what they said is wiped when they are sent, and at the latest when they are of no more use."""

from datetime import timedelta

from django.db.models import Case, Q, Value, When
from django.utils import timezone

from fundportal.notifications.models import Notification
from fundportal.notifications.settle import WIPED

LIFE_OF_A_CODE = timedelta(minutes=15)


def wipe_old_codes() -> int:
    """Wipe codes that are over or older than LIFE_OF_A_CODE; those that never left become expired. Returns how many. One statement."""
    now = timezone.now()
    old = Q(created_at__lte=now - LIFE_OF_A_CODE) | Q(expires_at__lte=now)
    full = ~Q(context={}) | Q(state=Notification.State.PENDING)
    state = Case(When(state=Notification.State.PENDING, then=Value(Notification.State.EXPIRED.value)), default="state")
    return Notification.objects.filter(old, full, queue=Notification.Queue.CODES).update(state=state, lease_until=None, **WIPED)
