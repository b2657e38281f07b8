"""A place becomes free: it is offered to who is next on the waiting list, where the call wants that. People have made the list and its order; the clock
only keeps to it."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.advance import lock
from applicants.applications.in_play import left_for_good
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.stage import lockable_call
from applicants.selection.models import Offer
from applicants.selection.offers.offer import offer_many
from applicants.selection.procedure.models import Procedure
from applicants.selection.waiting.models import FreedPlace
from applicants.selection.waiting.order import waiting_in
from programs.cohorts.models import Cohort
from programs.cohorts.places import place_freed

log = logging.getLogger(__name__)
VERB = "offer_next"
AT_ONCE = 20
"""Applications that are locked beyond the places; more only where these have changed just now."""


@receiver(place_freed)
def note(sender: type[Cohort], cohort: Cohort, places: int, **kwargs: Any) -> None:
    """Within the transaction that frees them: as many rows as places, where a call of the cohort offers the next by itself."""
    if Procedure.objects.filter(call__cohort=cohort, next_offer=True).exists():
        FreedPlace.objects.bulk_create([FreedPlace(cohort=cohort) for _place in range(places)])


@transaction.atomic
def fill(*, cohort: int) -> list[Offer]:
    """Offer the places of a cohort that have become free to who waits, in the order of the list (of several calls, the older one's list first).

    Never more than have become free, nor than are free now; each settles once, however many ask at the same time. What staff had given away meanwhile,
    or what nobody waits for, is settled without an offer, and so is everything from the day on which the cohort begins.
    """
    calls = list(lockable_call().filter(cohort=cohort, procedure__next_offer=True).order_by("pk"))
    freed = list(FreedPlace.objects.select_for_update().filter(cohort=cohort, settled_at=None).order_by("pk"))
    if not freed:
        return []
    offers: list[Offer] = []
    for call in calls:
        if len(offers) < len(freed) and not has_begun(call):
            offers += offer_next(call, len(freed) - len(offers))
    now = timezone.now()
    for place, row in enumerate(freed):
        row.settled_at, row.offer = now, offers[place] if place < len(offers) else None
    FreedPlace.objects.bulk_update(freed, ["settled_at", "offer"])
    return offers


def offer_next(call: Call, places: int) -> list[Offer]:
    """Offer so many places at most to the first who wait and may be offered one, however far down they stand. The call is locked; then the applications,
    then the cohort."""
    waiting = list(waiting_in(call).values_list("pk", flat=True))
    left = left_for_good(waiting)
    maybe = [pk for pk in waiting if pk not in left]
    fit: list[int] = []
    while maybe and len(fit) < places:
        some, maybe = maybe[: places + AT_ONCE], maybe[places + AT_ONCE :]
        still = {application.pk for application in lock(some) if application.state == State.WAITLISTED}
        gone = left_for_good(still)
        fit += [pk for pk in some if pk in still and pk not in gone]
    free = Cohort.objects.select_for_update(no_key=True).get(pk=call.cohort_id).free
    chosen = fit[: max(0, min(places, free))]
    if not chosen:
        return []
    made = {offer.application_id: offer for offer in offer_many(ids=chosen, by=None, verb=VERB)}
    return [made[pk] for pk in chosen]


def has_begun(call: Call) -> bool:
    """Whether the call's cohort has begun, on its clock: then staff think before anybody is offered a place."""
    begins = call.cohort.starts_on
    return begins is not None and begins <= timezone.now().astimezone(call.zone).date()


def fill_all() -> int:
    """Offer whatever has become free anywhere. Returns how many offers were made. A cohort in which it fails keeps its places for the next time, and
    the others are filled."""
    cohorts = FreedPlace.objects.filter(settled_at=None).order_by("cohort").values_list("cohort", flat=True).distinct()
    made = 0
    for cohort in list(cohorts):
        try:
            made += len(fill(cohort=cohort))
        except Exception:
            log.exception("the places of cohort %s that became free were not offered", cohort)
    return made
