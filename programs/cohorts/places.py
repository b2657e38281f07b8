"""Places: held, freed, filled. The database has the last word (`cohort_is_never_overfull`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal
from programs.cohorts.models import Cohort, Enrolment

if TYPE_CHECKING:
    from fundportal.accounts.models import User
    from programs.projects.models import Project


place_freed = Signal()
"""Sent inside the transaction with `cohort` and how many `places` have become free in it."""


class CohortFull(Refusal):
    """No place is left in the cohort."""

    title = _("No place is left")

    def __init__(self, cohort: Cohort) -> None:
        super().__init__(_("Every place of %(cohort)s is taken or offered. Nothing was changed.") % {"cohort": cohort.name})
        self.cohort = cohort


def hold(*, cohort: Cohort, places: int = 1) -> None:
    """Hold places for open offers or enrolments. Raises CohortFull when fewer are left; safe when many ask at once."""
    if places and not Cohort.objects.filter(pk=cohort.pk, places__isnull=False, taken__lte=F("places") - places).update(
        taken=F("taken") + places
    ):
        raise CohortFull(cohort)


def free(*, cohort: Cohort, places: int = 1) -> None:
    """Give held places back. Who decides sees on the admin's front page that places are free while people wait."""
    if places:
        Cohort.objects.filter(pk=cohort.pk).update(taken=F("taken") - places)
        place_freed.send(sender=Cohort, cohort=cohort, places=places)


def enrol(*, person: User, cohort: Cohort, project: Project | None = None) -> Enrolment:
    """Fill a place that is held already (by an accepted offer). The database refuses a second standing enrolment of the same person."""
    return Enrolment.objects.create(person=person, cohort=cohort, project=project)


@transaction.atomic
def leave(*, enrolment: Enrolment) -> None:
    """Withdraw an enrolment and free its place. A second call changes nothing."""
    if Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        free(cohort=enrolment.cohort)
