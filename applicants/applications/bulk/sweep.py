"""Jobs are forgotten. What they did stands in the history of each application and in the audit record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from applicants.applications.bulk.models import BulkJob, BulkRow

KEPT = timedelta(days=90)
UNCONFIRMED = timedelta(days=1)


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Delete jobs that ended more than 90 days ago, and those that nobody has confirmed for a day. Returns how many."""
    over = Q(state__in=[BulkJob.State.DONE, BulkJob.State.STOPPED], ended_at__lt=at - KEPT)
    old = list(BulkJob.objects.filter(over | Q(state=BulkJob.State.OPEN, made_at__lt=at - UNCONFIRMED)).values_list("pk", flat=True))
    BulkRow.objects.filter(job__in=old).delete()
    BulkJob.objects.filter(pk__in=old).delete()
    return len(old)
