"""The person's answer to an offer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import IllegalTransition, advance, lock
from applicants.applications.models import Application
from applicants.selection.models import Offer
from applicants.selection.project import project_of
from fundportal.web.refusals import Refusal
from programs.catalogue.models import Strand
from programs.cohorts.places import enrol, free

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class OfferOver(Refusal):
    """The offer's last instant has passed."""

    title = _("The offer is over")

    def __init__(self) -> None:
        super().__init__(
            _("The time to answer has passed, so the place may go to somebody else. Write to us if something stopped you from answering.")
        )


class AlreadyEnrolled(Refusal):
    """The person has a place in this cohort by another way."""

    title = _("You already have a place")

    def __init__(self) -> None:
        super().__init__(_("You already have a place in this cohort. Nothing was changed."))


@dataclass(frozen=True)
class Answer:
    """The offer as it stands now; `repeated` when the same answer had been given before."""

    offer: Offer
    repeated: bool


def locked(application_id: int, person: User) -> tuple[Application, Offer]:
    """The person's application and its newest offer, locked in that order. Raises Http404 when it is not theirs or nothing was ever offered."""
    application = next((a for a in lock([application_id]) if a.applicant_id == person.pk), None)
    if application is None:
        raise Http404
    offer = Offer.objects.select_for_update(of=("self",)).filter(application=application).order_by("-pk").first()
    if offer is None:
        raise Http404
    return application, offer


def require_open(application: Application, offer: Offer, verb: str, at: datetime) -> None:
    if offer.state == Offer.State.OPEN and at > offer.expires_at:
        raise OfferOver
    if offer.state == Offer.State.EXPIRED:
        raise OfferOver
    if offer.state != Offer.State.OPEN:
        raise IllegalTransition(application, verb)


def settle(offer: Offer, state: str) -> None:
    offer.state, offer.answered_at = state, timezone.now()
    offer.save(update_fields=["state", "answered_at"])


@transaction.atomic
def accept(*, application_id: int, person: User, at: datetime) -> Answer:
    """Accept the offer with a request that arrived `at`: the place that it holds becomes the person's (or the film project's).

    The same answer again changes nothing and says so. Raises OfferOver after the last instant, IllegalTransition after another answer,
    AlreadyEnrolled, Http404.
    """
    application, offer = locked(application_id, person)
    if offer.state == Offer.State.ACCEPTED:
        return Answer(offer, repeated=True)
    require_open(application, offer, "accept", at)
    cohort = application.call.cohort

    def context(_application: Application) -> dict[str, Any]:
        return {
            "cohort": {"es": cohort.name_es, "en": cohort.name_en or cohort.name_es},
            **({"starts_on": cohort.starts_on.isoformat()} if cohort.starts_on else {}),
        }

    advance(application=application, verb="accept", actor=person, context=context)
    settle(offer, Offer.State.ACCEPTED)
    project = project_of(application) if cohort.strand.unit == Strand.Unit.PROJECT else None
    try:
        with transaction.atomic():
            enrol(person=person, cohort=cohort, project=project)
    except IntegrityError as error:
        raise AlreadyEnrolled from error
    return Answer(offer, repeated=False)


@transaction.atomic
def decline(*, application_id: int, person: User, at: datetime) -> Answer:
    """Decline the offer: its place is free for somebody else. The same answer again changes nothing; raises as `accept` does."""
    application, offer = locked(application_id, person)
    if offer.state == Offer.State.DECLINED:
        return Answer(offer, repeated=True)
    require_open(application, offer, "decline_offer", at)
    advance(application=application, verb="decline_offer", actor=person)
    settle(offer, Offer.State.DECLINED)
    free(cohort=offer.cohort)
    return Answer(offer, repeated=False)
