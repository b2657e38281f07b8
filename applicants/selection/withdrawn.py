"""What a withdrawal leaves behind: a held place is given back, a staged decision is dropped."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.models import Application
from applicants.applications.withdraw import application_withdrawn
from applicants.selection.models import Decision, Offer
from programs.cohorts.models import Enrolment
from programs.cohorts.places import free, leave


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
