"""Try again what could not be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fundportal.accounts.roles import Permission
from fundportal.audit.record import entry, record_many
from fundportal.notifications.enqueue import nudge
from fundportal.notifications.models import Notification, NotificationQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User

RESENDABLE = (Notification.State.FAILED, Notification.State.SUPPRESSED)


def resendable(letters: NotificationQuerySet, *, by: User) -> NotificationQuerySet:
    """Those of `letters` that did not arrive and that `by` may send again: staff who manage their programme. Never a code."""
    rows = letters.filter(state__in=RESENDABLE).exclude(queue=Notification.Queue.CODES)
    return rows if by.is_superuser else rows.filter(program_code__in=by.codes_with(Permission.MANAGE_PROGRAM))


@transaction.atomic
def resend(*, letters: NotificationQuerySet, by: User) -> int:
    """Put them back into the outbox, as if new; written again from what caused them. Returns how many. Safe to repeat: what waits already is left."""
    rows = list(resendable(letters, by=by).order_by("pk").select_for_update().values_list("pk", "program_code", "kind"))
    Notification.objects.filter(pk__in=[pk for pk, _program, _kind in rows]).update(
        state=Notification.State.PENDING, attempts=0, not_before=timezone.now(), expires_at=None, lease_until=None
    )
    record_many(entry(actor=by, verb="resend_letter", target=f"letter:{pk}", program_code=program, kind=kind) for pk, program, kind in rows)
    transaction.on_commit(lambda: nudge([Notification.Queue.LETTERS]), robust=True)
    return len(rows)
