"""A promised date that was moved, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call
from fundportal.web.bilingual import Bilingual


class Postponement(models.Model):
    """A later date of decision than the one that was promised, with its reason. Everybody who waits for the decision reads both."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="postponements")
    old_decision_by = models.DateField()
    decision_by = models.DateField(_("new date of decision"))
    reason_es = models.CharField(_("reason (Spanish)"), max_length=300)
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    reason = Bilingual()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(decision_by__gt=F("old_decision_by")), name="postponement_is_later")]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.decision_by}"
