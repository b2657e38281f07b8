"""Who holds which letters: leases in the outbox, so that many workers share it and a dead one keeps nothing."""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime

from django.db import connection

from fundportal.notifications.models import Notification

LEASE_SECONDS = 60.0
NEEDED_SECONDS = 45.0  # four answers of a mail server at ten seconds each, and the mark

# The database's clock decides, so that machines may disagree about the time.
CLAIM = f"""
UPDATE notifications_notification SET lease_until = clock_timestamp() + make_interval(secs => {LEASE_SECONDS})
WHERE id IN (
    SELECT id FROM notifications_notification
    WHERE queue = %s AND state = 'pending' AND not_before <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
    ORDER BY not_before, id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id, lease_until
"""  # noqa: S608 -- a constant
RENEW = f"""
UPDATE notifications_notification SET lease_until = clock_timestamp() + make_interval(secs => {LEASE_SECONDS})
WHERE id = ANY(%s) AND state = 'pending' AND lease_until = ANY(%s) RETURNING id, lease_until
"""  # noqa: S608 -- a constant


class Batch:
    """Letters that this worker holds, oldest first. `lease` maps a letter's id to the end of its lease: the token with which it is marked."""

    def __init__(self, *, queue: str, limit: int) -> None:
        """Take up to `limit` due letters of one queue; others pass over them until the lease ends. Two statements."""
        self.lease: dict[int, datetime] = {}
        self.fresh_until = time.monotonic() + LEASE_SECONDS
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [queue, limit])
            self.lease.update(cursor.fetchall())
        self.letters: list[Notification] = []
        if self.lease:
            self.letters = list(Notification.objects.filter(pk__in=self.lease).select_related("recipient").order_by("not_before", "pk"))

    def still_holds(self, letter: Notification, waiting: Collection[Notification]) -> bool:
        """Whether there is time to send this letter before anybody else may; a lease that runs out is renewed for all that still wait."""
        if self.fresh_until - time.monotonic() < NEEDED_SECONDS:
            begun = time.monotonic()
            with connection.cursor() as cursor:
                cursor.execute(RENEW, [[one.pk for one in waiting], list(set(self.lease.values()))])
                self.lease = dict(cursor.fetchall())
            self.fresh_until = begun + LEASE_SECONDS
        return letter.pk in self.lease
