"""Who holds which letters: leases in the outbox, so that many workers share it and a dead one keeps nothing.

A lease is short, so that what a dead worker held is soon free, and renewed by whoever waits for the mail server, however long that takes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from fundportal.notifications.models import Notification

log = logging.getLogger(__name__)
LEASE_SECONDS = 60.0
NEEDED_SECONDS = 45.0  # who waits looks after the lease before each answer and every ten seconds; sending the content takes thirty at most

# The database's clock decides, so that machines may disagree about the time.
CLAIM = """
UPDATE notifications_notification SET lease_until = clock_timestamp() + make_interval(secs => %s)
WHERE id IN (
    SELECT id FROM notifications_notification
    WHERE queue = %s AND state = 'pending' AND not_before <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
    ORDER BY not_before, id LIMIT %s FOR UPDATE SKIP LOCKED
)
RETURNING id, lease_until
"""
RENEW = """
UPDATE notifications_notification SET lease_until = clock_timestamp() + make_interval(secs => %s)
WHERE id = ANY(%s) AND state = 'pending' AND lease_until = ANY(%s) RETURNING id, lease_until
"""


class Batch:
    """Letters that this worker holds, oldest first. `lease` maps a letter's id to the end of its lease: the token with which it is marked."""

    def __init__(self, *, queue: str, limit: int) -> None:
        """Take up to `limit` due letters of one queue; others pass over them until the lease ends. Two statements."""
        begun = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [LEASE_SECONDS, queue, limit])
            self.lease: dict[int, datetime] = dict(cursor.fetchall())
        self.fresh_until = dict.fromkeys(self.lease, begun + LEASE_SECONDS)
        self.letters: list[Notification] = []
        if self.lease:
            self.letters = list(Notification.objects.filter(pk__in=self.lease).select_related("recipient").order_by("not_before", "pk"))

    def still_holds(self, letter: Notification, waiting: Collection[Notification]) -> bool:
        """Whether there is time to send this letter before anybody else may; a lease that runs out is renewed for all that still wait."""
        if self.runs_out(letter):
            self.renew(waiting)
        return letter.pk in self.fresh_until

    def keep(self, letter: Notification) -> None:
        """While the letter is under way: nobody else shall send it. Those that wait behind it are left to who has the time.

        The database may be away just now; then nobody can take the letter over either.
        """
        if not self.runs_out(letter):
            return
        try:
            self.renew([letter])
        except (OperationalError, InterfaceError) as trouble:
            if connection.in_atomic_block:
                raise
            log.warning("a lease could not be renewed: %s", trouble)
            connection.close()

    def runs_out(self, letter: Notification) -> bool:
        return self.fresh_until.get(letter.pk, 0.0) - time.monotonic() < NEEDED_SECONDS

    def renew(self, letters: Collection[Notification]) -> None:
        """One statement. What somebody else has taken over is ours no longer."""
        begun = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(RENEW, [LEASE_SECONDS, [one.pk for one in letters], list(set(self.lease.values()))])
            renewed = dict(cursor.fetchall())
        for letter in letters:
            self.fresh_until.pop(letter.pk, None)
        self.lease.update(renewed)
        self.fresh_until.update(dict.fromkeys(renewed, begun + LEASE_SECONDS))
