"""A place that has become free is given away by hand before the clock gets to it."""

from __future__ import annotations

from django.utils import timezone

from applicants.selection.waiting.models import FreedPlace
from programs.cohorts.models import Cohort


def settle_by_hand(cohort: Cohort, places: int) -> None:
    """Within the transaction of offers that staff make: so many freed places, if there are any, need no further offer. Waits for nobody: what is locked is
    being offered just now."""
    open_now = FreedPlace.objects.select_for_update(skip_locked=True).filter(cohort=cohort, settled_at=None).order_by("pk")
    rows = list(open_now.values_list("pk", flat=True)[:places])
    if rows:
        FreedPlace.objects.filter(pk__in=rows).update(settled_at=timezone.now())
