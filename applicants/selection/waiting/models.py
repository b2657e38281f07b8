"""Places that have become free and are to be offered to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

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
