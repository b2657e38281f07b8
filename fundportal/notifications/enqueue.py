"""How a room writes a letter: into the outbox, in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fundportal.notifications.models import Notification
from fundportal.web.rows import insert

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def letter(
    *,
    key: str,
    kind: str,
    recipient: User | None = None,
    email: str = "",
    language: str = "",
    program_code: str = "",
    about: str = "",
    queue: str = Notification.Queue.LETTERS,
    expires_at: datetime | None = None,
    **context: Any,
) -> Notification:
    """An unsaved letter to a person (or to a bare address). `key` is unique for ever: the same key twice is one letter."""
    return Notification(
        key=key,
        kind=kind,
        queue=queue,
        recipient=recipient,
        email=(email or (recipient.email if recipient else "")).lower(),
        language=language or (recipient.language if recipient else "es-mx"),
        program_code=program_code,
        about=about,
        expires_at=expires_at,
        context=context,
    )


def enqueue(letters: Iterable[Notification]) -> None:
    """Put letters into the outbox with one statement; a key that is there already is left as it is. The workers are nudged after the commit."""
    batch = list(letters)
    if not batch:
        return
    insert(batch, ignore_conflicts=True)
    queues = {letter.queue for letter in batch}
    transaction.on_commit(lambda: nudge(queues), robust=True)


def nudge(queues: Iterable[str]) -> None:
    """Tell the workers that letters wait. A broker that is away is no harm: the next beat finds them."""
    from fundportal.notifications.tasks import wake

    for queue in queues:
        wake(queue)
