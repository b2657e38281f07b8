"""Let letters go to an address again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fundportal.audit.record import entry, record_many
from fundportal.notifications.models import Notification, NotificationQuerySet, Suppression, SuppressionQuerySet
from fundportal.notifications.resend import undelivered

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def stuck(*, by: User) -> NotificationQuerySet:
    """What did not arrive in the programmes that `by` manages."""
    return undelivered(Notification.objects.all(), by=by)


def liftable(suppressions: SuppressionQuerySet, *, by: User) -> SuppressionQuerySet:
    """Those of `suppressions` that hold up a letter of a programme that `by` manages; an administrator may lift any."""
    return suppressions if by.is_superuser else suppressions.filter(email__in=stuck(by=by).values("email"))


@transaction.atomic
def lift(*, suppressions: SuppressionQuerySet, by: User) -> int:
    """Take the addresses off the list, those that `by` may; letters that were held back stay so until somebody resends them. Returns how many.

    The record has a row for each of `by`'s programmes whose letters are concerned.
    """
    rows = {row.email: row.pk for row in liftable(suppressions, by=by).select_for_update(of=("self",))}
    concerned = set(stuck(by=by).filter(email__in=rows).order_by().values_list("email", "program_code").distinct())
    concerned |= {(email, "") for email in rows.keys() - {email for email, _code in concerned}}
    record_many(
        entry(actor=by, verb="lift_suppression", target=f"suppression:{rows[email]}", program_code=code)
        for email, code in sorted(concerned)
    )
    Suppression.objects.filter(pk__in=rows.values()).delete()
    return len(rows)
