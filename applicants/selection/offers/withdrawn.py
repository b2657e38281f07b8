"""What a withdrawal leaves behind: a held place is given back, a staged decision is dropped; the same decision of who is screened out after all."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.withdraw import application_withdrawn
from applicants.review.screening.screen import screened_out
from applicants.selection.models import Decision, Offer
from programs.cohorts.models import Enrolment
from programs.cohorts.places import free, leave


@receiver(screened_out)
def drop_what_is_noted(sender: type[Application], applications: Collection[int], **kwargs: Any) -> None:
    """Within the transaction of the screening: nothing is decided any more about what is not read."""
    Decision.objects.staged().filter(application__in=applications).delete()


@receiver(application_withdrawn)
def give_back(sender: type[Application], application: Application, **kwargs: Any) -> None:
    """Within the withdrawal's transaction, after the application is locked: then the offer, then the cohort."""
    Decision.objects.staged().filter(application=application).delete()
    standing = Offer.objects.select_for_update(of=("self",)).select_related("cohort").filter(application=application)
    for offer in standing.filter(state__in=[Offer.State.OPEN, Offer.State.ACCEPTED]):
        was, offer.state, offer.answered_at = offer.state, Offer.State.WITHDRAWN, timezone.now()
        offer.save(update_fields=["state", "answered_at"])
        if was == Offer.State.OPEN:
            free(cohort=offer.cohort)
        else:
            for enrolment in Enrolment.objects.standing().filter(cohort=offer.cohort, person=application.applicant_id):
                leave(enrolment=enrolment)
