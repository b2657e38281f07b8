"""Letters leave the outbox: claim, write, send, mark.

Each letter is marked as soon as the mail server has accepted it, so a killed worker repeats at most the one letter in flight, under the
same Message-ID. Nothing is lost: what was claimed and not marked is free again when its lease ends. Nothing is sent by two: while the mail
server is silent the lease is kept.
"""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Callable

from django.utils import timezone

from fundportal.notifications import settle
from fundportal.notifications.claim import Batch
from fundportal.notifications.markup import BadLetter
from fundportal.notifications.message import envelope, message_id
from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.post import Away, Broken, Passing, Post, Refused, Unanswered
from fundportal.notifications.render import render
from fundportal.notifications.timely import overtaken

log = logging.getLogger(__name__)
BATCH = 25


def deliver(
    *, queue: str, seconds: float = 50.0, at_most: int | None = None, hurried: bool = False, stopping: Callable[[], bool] = lambda: False
) -> int:
    """Send what is due in one queue until nothing is left, the time is over, `at_most` letters were handled or the mail server is away.

    No letter is begun after `seconds`; a `hurried` delivery breaks one off then, too. `stopping` is asked before each letter: a worker that is
    told to end gives back what it has not tried. Returns how many letters left. Every letter stands alone: one that cannot be written or is
    refused does not hold up the next.
    """
    deadline = time.monotonic() + seconds

    def over() -> bool:
        return time.monotonic() > deadline or stopping()

    left, handled = 0, 0
    with Post(until=deadline if hurried else math.inf) as post:
        while not over() and (at_most is None or handled < at_most):
            batch = Batch(queue=queue, limit=BATCH if at_most is None else min(BATCH, at_most - handled))
            if not batch.letters:
                break
            handled += len(batch.letters)
            try:
                left += deliver_batch(batch, post, over)
            except Away as trouble:
                log.warning("the mail server is away, %s letters wait: %s", queue, trouble)
                break
    return left


def deliver_batch(batch: Batch, post: Post, over: Callable[[], bool]) -> int:
    """Returns how many letters left. Raises Away after giving back what was not tried."""
    waiting = deque(worth_sending(batch.letters))
    left = 0
    while waiting and not over():
        letter = waiting[0]
        try:
            post.open()
            if batch.still_holds(letter, waiting):
                left += deliver_one(letter, batch, post)
        except Away as trouble:
            settle.given_back(waiting, batch.lease.values(), str(trouble))
            raise
        waiting.popleft()
    if waiting:
        settle.given_back(waiting, batch.lease.values())
    return left


def deliver_one(letter: Notification, batch: Batch, post: Post) -> bool:
    """Whether it left. Raises Away, the letter untouched."""
    lease = batch.lease
    try:
        rendered = render(letter)
        message = envelope(letter, rendered)
        post.send(message, meanwhile=lambda: batch.keep(letter))
    except (BadLetter, ValueError) as error:
        settle.failed(letter, lease[letter.pk], type(error).__name__ if settle.is_code(letter) else f"{type(error).__name__}: {error}")
    except Refused as error:
        (settle.refused_for_good if error.address_is_bad else settle.failed)(letter, lease[letter.pk], str(error))
    except Unanswered as error:
        settle.unanswered(letter, lease[letter.pk], str(error))
    except (Passing, Broken) as error:
        settle.postponed(letter, lease[letter.pk], str(error))
    else:
        settle.sent(letter, lease[letter.pk], rendered, message_id(letter))
        return True
    return False


def worth_sending(letters: list[Notification]) -> list[Notification]:
    """Sets aside what has expired or been overtaken, and letters to suppressed addresses. A code goes even there: somebody is waiting for it right now."""
    now = timezone.now()
    expired = [letter for letter in letters if letter.expires_at and letter.expires_at <= now]
    expired += overtaken(letter for letter in letters if letter not in expired)
    written_to = {letter.email.lower() for letter in letters if not settle.is_code(letter)}
    refused = set(Suppression.objects.filter(email__in=written_to).values_list("email", flat=True)) if written_to else set()
    suppressed = [letter for letter in letters if letter not in expired and not settle.is_code(letter) and letter.email.lower() in refused]
    if expired:
        settle.set_aside(expired, Notification.State.EXPIRED)
    if suppressed:
        settle.set_aside(suppressed, Notification.State.SUPPRESSED)
    gone = {letter.pk for letter in (*expired, *suppressed)}
    return [letter for letter in letters if letter.pk not in gone]
