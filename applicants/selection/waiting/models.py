"""Places that have become free and are to be offered to the next, and those that are offered by hand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.selection.models import Offer
from programs.models import Cohort


class FreedPlace(models.Model):
    """A place of a cohort that somebody gave up or lost, written in that very transaction. It is settled once: by the `offer` that was made of it, or
    without one, where staff had given the place away or nobody waited."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(offer=None) | Q(settled_at__isnull=False), name="freed_place_with_an_offer_is_settled")
        ]
        indexes = [models.Index(fields=["cohort"], name="freed_places_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.cohort} {self.at:%Y-%m-%d %H:%M}"


class ByHand(models.Model):
    """A place that is offered by hand, with the reason where it passes over somebody who waits. Where the call decides by four eyes it is proposed `by` one
    person and offered by another; until then there is no `offer`."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=600, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    offer = models.OneToOneField(Offer, on_delete=models.CASCADE, null=True, related_name="by_hand")

    class Meta:
        verbose_name = _("place offered by hand")
        verbose_name_plural = _("places offered by hand")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(offer=None), name="one_proposal_per_application"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (Q(offer__isnull=False) & ~Q(confirmed_by=F("by"))),
                name="proposal_is_confirmed_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.by_id}"
