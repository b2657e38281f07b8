"""What a programme looks for, and what its staff have overruled."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.models import Round
from programs.catalogue.models import Program


class ConflictKinds(models.Model):
    """Which kinds of conflict a programme looks for (codes of conflicts.kinds.Kind). Without a row: the usual ones."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="+")
    kinds = models.JSONField(default=list)

    class Meta:
        verbose_name = _("conflicts that a programme looks for")
        verbose_name_plural = _("conflicts that programmes look for")

    def __str__(self) -> str:
        return str(self.program_id)


class Abstention(models.Model):
    """A reviewer has declared a conflict of interest with an application: when, and what of the review was dropped with it. It stands until staff end
    it with a reason (see conflicts/end.py); then it stays in the record."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("declared conflict")
        verbose_name_plural = _("declared conflicts")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application", "reviewer"], condition=Q(ended_at=None), name="one_standing_abstention_per_review"
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | ~Q(reason=""), name="abstention_ends_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.reviewer_id}"


class Overruled(models.Model):
    """Staff have looked at what was found between a reviewer and an application (`kinds`) and let the reviewer read. Something else that turns up
    later counts again."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("conflict that was overruled")
        verbose_name_plural = _("conflicts that were overruled")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_overruling_per_pair"),
            models.CheckConstraint(condition=~Q(reason=""), name="overruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.reviewer_id}"
