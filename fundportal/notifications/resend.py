"""Try again what could not be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fundportal.accounts.roles import Permission
from fundportal.audit.record import entry, record_many
from fundportal.notifications.enqueue import nudge
from fundportal.notifications.models import Notification, NotificationQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User

RESENDABLE = (Notification.State.FAILED, Notification.State.SUPPRESSED)


def undelivered(letters: NotificationQuerySet, *, by: User) -> NotificationQuerySet:
    """Those of `letters` that did not arrive and whose programme `by` manages. Never a code."""
    rows = letters.filter(state__in=RESENDABLE).exclude(queue=Notification.Queue.CODES)
    return rows if by.is_superuser else rows.filter(program_code__in=by.codes_with(Permission.MANAGE_PROGRAM))


def resendable(letters: NotificationQuerySet, *, by: User) -> NotificationQuerySet:
    """The undelivered that can still be of use: neither past their last instant, nor wiped because the person has left."""
    return undelivered(letters, by=by).filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now())).exclude(context={})


def todays(field: str) -> Coalesce:
    """The person's address, or language, as it is today."""
    return Coalesce(Subquery(Notification.objects.filter(pk=OuterRef("pk")).values(f"recipient__{field}")[:1]), F(field))


@transaction.atomic
def resend(*, letters: NotificationQuerySet, by: User) -> int:
    """Put them back into the outbox, as if new: written again from what caused them, until the same last instant. Returns how many.

    They go to the person's address of today; what belongs to no programme is about one address of an account and stays with it. Safe to
    repeat: what waits already is left.
    """
    rows = list(resendable(letters, by=by).order_by("pk").select_for_update().values_list("pk", "program_code", "kind"))
    again = Notification.objects.filter(pk__in=[pk for pk, _program, _kind in rows])
    again.exclude(program_code="").update(email=todays("email"), language=todays("language"))
    again.update(
        state=Notification.State.PENDING, attempts=0, unanswered=0, first_tried_at=None, not_before=timezone.now(), lease_until=None
    )
    record_many(entry(actor=by, verb="resend_letter", target=f"letter:{pk}", program_code=program, kind=kind) for pk, program, kind in rows)
    transaction.on_commit(lambda: nudge([Notification.Queue.LETTERS]), robust=True)
    return len(rows)
