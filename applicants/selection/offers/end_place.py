"""The fund takes a place back: an offer that nobody has answered yet, or the place of somebody who had accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from applicants.applications.advance import advance, lock
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.selection.models import Offer
from applicants.selection.offers.extend import open_offer
from programs.cohorts.models import Enrolment
from programs.cohorts.places import free, leave

if TYPE_CHECKING:
    from fundportal.accounts.models import User

RETRACT, END = "retract_offer", "end_place"


@transaction.atomic
def retract_offer(*, application: Application, reason: str, by: User) -> Application:
    """Withdraw an open offer, with a letter that says why: its place is free. A repeat changes nothing. Raises IllegalTransition, NotAllowed."""
    (current,) = lock([application.pk])
    if current.state == State.PLACE_ENDED:
        return current
    offer = open_offer(current, RETRACT)
    moved = advance(application=current, verb=RETRACT, actor=by, reason=reason, context=about_offered_place)
    settle(offer)
    free(cohort=offer.cohort)
    return moved


@transaction.atomic
def end_place(*, application: Application, reason: str, by: User) -> Application:
    """End the enrolment of somebody who had accepted, with a letter that says why: the place is free. A repeat changes nothing.

    Raises IllegalTransition, NotAllowed.
    """
    (current,) = lock([application.pk])
    if current.state == State.PLACE_ENDED:
        return current
    moved = advance(application=current, verb=END, actor=by, reason=reason, context=about_place)
    accepted = Offer.objects.select_for_update(of=("self",)).filter(application=current, state=Offer.State.ACCEPTED)
    for offer in accepted.select_related("cohort"):
        settle(offer)
        for enrolment in Enrolment.objects.standing().filter(cohort=offer.cohort, person=current.applicant_id):
            leave(enrolment=enrolment)
    return moved


def settle(offer: Offer) -> None:
    offer.state, offer.answered_at = Offer.State.WITHDRAWN, timezone.now()
    offer.save(update_fields=["state", "answered_at"])


def about_place(application: Application) -> dict[str, Any]:
    """What the letter says beside folio, call and reason."""
    cohort = application.call.cohort
    return {"cohort": {"es": cohort.name_es, "en": cohort.name_en or cohort.name_es}}


def about_offered_place(application: Application) -> dict[str, Any]:
    return {**about_place(application), "was_offer": True}
