"""How decisions are made in a call: by how many eyes, who gets a place that becomes free, and who may ask to be read again."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call

MOST_DAYS = 60


class Procedure(models.Model):
    """What staff have set for a call; one without a row is decided by one person, offers by hand and takes no appeals.

    `four_eyes`: a staged decision is released only after somebody else has confirmed it. `next_offer`: a place that becomes free is offered to who is
    next on the waiting list. `appeal_days`: so many days after a decision somebody who is declined may ask to be read again; 0 for never.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="procedure")
    four_eyes = models.BooleanField(_("a second person confirms each decision"), default=False)
    next_offer = models.BooleanField(_("a place that becomes free is offered to the next on the waiting list at once"), default=False)
    appeal_days = models.PositiveSmallIntegerField(
        _("days in which one may ask to be read again"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(appeal_days__lte=MOST_DAYS), name="appeal_days_are_few")]

    def __str__(self) -> str:
        return str(self.call)


def procedure_of(call: Call) -> Procedure:
    """Of a call, unsaved where nothing was set. One statement."""
    return Procedure.objects.filter(call=call.pk).first() or Procedure(call=call)
