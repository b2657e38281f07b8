"""Offers that nobody answered in time."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from applicants.applications.advance import advance_many, lock
from applicants.applications.states import State
from applicants.selection.models import Offer
from programs.cohorts.models import Cohort
from programs.cohorts.places import free

PATIENCE = timedelta(minutes=2)  # an answer that arrived in time may still be on its way through the server
BATCH = 200


def overdue(at: datetime) -> list[int]:
    """Applications whose open offer ended more than PATIENCE ago."""
    rows = Offer.objects.open().filter(expires_at__lt=at - PATIENCE, application__state=State.OFFERED)
    return list(rows.order_by("application_id").values_list("application_id", flat=True)[:BATCH])


@transaction.atomic
def expire_batch(applications: list[int], at: datetime) -> int:
    """Expire the open offers of these applications and free their places. Who answered in between keeps the answer."""
    offered = {application.pk for application in lock(applications) if application.state == State.OFFERED}
    rows = Offer.objects.select_for_update(of=("self",)).open().filter(application__in=offered, expires_at__lt=at - PATIENCE)
    offers = list(rows.select_related("cohort").order_by("pk"))
    if not offers:
        return 0
    advance_many(ids=[offer.application_id for offer in offers], verb="expire_offer", actor=None)
    Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(state=Offer.State.EXPIRED, answered_at=timezone.now())
    held = Counter(offer.cohort_id for offer in offers)
    for cohort in Cohort.objects.filter(pk__in=held).order_by("pk"):
        free(cohort=cohort, places=held[cohort.pk])
    return len(offers)


def expire(*, at: datetime) -> int:
    """Expire every offer whose time is over at this instant. Returns how many."""
    count = 0
    while applications := overdue(at):
        done = expire_batch(applications, at)
        count += done
        if not done:
            break
    return count
