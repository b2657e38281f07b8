"""Let letters go to an address again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from fundportal.audit.record import entry, record_many
from fundportal.notifications.models import Suppression, SuppressionQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@transaction.atomic
def lift(*, suppressions: SuppressionQuerySet, by: User) -> int:
    """Take the addresses off the list; letters that were held back stay so until somebody resends them. Returns how many."""
    rows = list(suppressions.select_for_update())
    record_many(entry(actor=by, verb="lift_suppression", target=f"suppression:{row.pk}") for row in rows)
    Suppression.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
