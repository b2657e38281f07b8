"""Work in the background: what is to be done stands in the outbox, so a task carries nothing and a lost one loses nothing."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import DatabaseError, transaction

from fundportal.notifications import publish
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification
from fundportal.notifications.wipe import wipe_old_codes

log = logging.getLogger(__name__)
INLINE_LETTERS, INLINE_SECONDS = 3, 5.0


def stopping() -> bool:
    """Whether this worker was told to end."""
    from celery.worker import state as worker  # not in web processes

    return worker.should_stop is not None or worker.should_terminate is not None


@shared_task  # type: ignore[untyped-decorator]
def deliver_codes() -> None:
    """Send the sign-in codes that wait."""
    deliver(queue=Notification.Queue.CODES, stopping=stopping)


@shared_task  # type: ignore[untyped-decorator]
def deliver_letters() -> None:
    """Send the letters that wait."""
    deliver(queue=Notification.Queue.LETTERS, stopping=stopping)


@shared_task  # type: ignore[untyped-decorator]
def wipe_codes() -> None:
    """Wipe sign-in codes that are of no more use."""
    wipe_old_codes()


def wake(queue: str) -> None:
    """Have the letters of one queue sent soon. Never raises, never waits for the broker for more than a tenth of a second.

    Without a broker, letters wait for the next beat; a code is sent here and now, since somebody is waiting for it. That takes INLINE_SECONDS at
    most, whatever the mail server does.
    """
    if queue != Notification.Queue.CODES:
        publish.publisher.nudge(queue)
    elif not publish.publisher.nudge(queue, patience=publish.PATIENCE) and not transaction.get_connection().in_atomic_block:
        try:
            deliver(queue=queue, seconds=INLINE_SECONDS, at_most=INLINE_LETTERS, hurried=True)
        except DatabaseError:
            log.exception("codes wait for the next beat")
