"""What became of a letter, written down. Each verb is one statement and touches only letters that are still held under the given lease."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.render import Letter

log = logging.getLogger(__name__)
State = Notification.State
WIPED: dict[str, Any] = {"context": {}, "subject": "", "text": "", "html": ""}
WITH_A_KEY = {
    "staff_invitation",
    "team_invitation",
    "reference_request",
    "reference_reminder",
}  # its link lets in: of that only a hash is kept, here too
GIVEN_UP_AFTER = timedelta(days=4)  # of passing refusals: RFC 5321 4.5.4.1
MOST_UNANSWERED = 3  # times that it may be out without our knowing: each may have been one letter to the person
SHORTEST, LONGEST, LONGEST_OF_A_CODE = 15, 3600, 20  # seconds between two tries
DATABASE_PATIENCE = 30.0  # seconds


def sent(letter: Notification, lease: datetime, rendered: Letter, message_id: str) -> None:
    """The mail server has accepted it. The words of a code, and of a letter that holds a key, are wiped at once."""
    words = {"subject": rendered.subject[:200], "text": rendered.text, "html": rendered.html}
    if is_code(letter):
        words = WIPED
    elif letter.kind in WITH_A_KEY:
        words = {**WIPED, "subject": words["subject"]}
    insist(
        lambda: write(
            letter,
            lease,
            state=State.SENT,
            sent_at=timezone.now(),
            message_id=message_id,
            last_error="",
            attempts=F("attempts") + 1,
            **words,
        )
    )


def failed(letter: Notification, lease: datetime, reason: str) -> None:
    """It will not be tried again unless somebody resends it."""
    log.warning("letter %s (%s) failed", letter.pk, letter.kind)
    write(letter, lease, state=State.FAILED, last_error=reason[:300], attempts=F("attempts") + 1, **(WIPED if is_code(letter) else {}))


def refused_for_good(letter: Notification, lease: datetime, reason: str) -> None:
    """The address does not exist: the letter fails, and nothing more goes there. Two statements."""
    Suppression.objects.bulk_create([Suppression(email=letter.email.lower(), reason=reason[:300])], ignore_conflicts=True)
    failed(letter, lease, reason)


def postponed(letter: Notification, lease: datetime, reason: str, **fields: Any) -> None:
    """A passing trouble: tried again later and later, given up GIVEN_UP_AFTER the first try."""
    now = timezone.now()
    first = letter.first_tried_at or now
    if now - first >= GIVEN_UP_AFTER:
        failed(letter, lease, reason)
        return
    longest = LONGEST_OF_A_CODE if is_code(letter) else LONGEST
    delay = min(longest, SHORTEST * 2 ** min(letter.attempts, 20)) * secrets.SystemRandom().uniform(0.8, 1.2)  # jitter: not all at once
    log.info("letter %s (%s) postponed", letter.pk, letter.kind)
    again = {"not_before": now + timedelta(seconds=delay), "first_tried_at": first, "attempts": F("attempts") + 1}
    write(letter, lease, last_error=reason[:300], **again, **fields)


def unanswered(letter: Notification, lease: datetime, reason: str) -> None:
    """It may have left, or not: tried again, but not often, since each time may be one more letter in the person's box."""
    if letter.unanswered + 1 >= MOST_UNANSWERED:
        failed(letter, lease, reason)
        return
    postponed(letter, lease, reason, unanswered=F("unanswered") + 1)


def given_back(letters: Collection[Notification], lease: Collection[datetime], reason: str = "") -> None:
    """Not tried at all: free for the next worker at once."""
    note = {"last_error": reason[:300]} if reason else {}
    rows = Notification.objects.filter(pk__in=[letter.pk for letter in letters], state=State.PENDING, lease_until__in=set(lease))
    rows.update(lease_until=None, **note)


def set_aside(letters: Collection[Notification], state: str) -> None:
    """Expired or suppressed before it was tried."""
    rows = Notification.objects.filter(pk__in=[letter.pk for letter in letters], state=State.PENDING)
    rows.filter(queue=Notification.Queue.CODES).update(state=state, lease_until=None, **WIPED)
    rows.exclude(queue=Notification.Queue.CODES).update(state=state, lease_until=None)


def is_code(letter: Notification) -> bool:
    return letter.queue == Notification.Queue.CODES


def write(letter: Notification, lease: datetime, **fields: Any) -> None:
    held = Notification.objects.filter(pk=letter.pk, state=State.PENDING, lease_until=lease)
    if not held.update(lease_until=None, **fields):
        log.warning("letter %s (%s) was no longer held", letter.pk, letter.kind)


def insist(mark: Callable[[], None]) -> None:
    """A letter that is out must be marked or it leaves twice, so a database that restarts is waited for, DATABASE_PATIENCE at most."""
    deadline = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return mark()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.5)
