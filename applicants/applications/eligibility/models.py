"""What a person answered to the check of requirements."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RequirementsCheck(models.Model):
    """A declaration, not a proof; the last one that the person made stands. It keeps the version that was asked and what it came to under that one.

    `answers` go by what was asked (`RuleKind.asks`). Those that are sensitive data are kept only with the consent to these; the monitoring of who
    applies is another record, in another room.
    """

    class Result(models.TextChoices):
        FITS = "fits", _("says that they meet the requirements")
        OPEN = "open", _("left something unanswered")
        NOT = "not", _("says that they do not, and explains")

    application = models.OneToOneField("applicants.Application", on_delete=models.CASCADE, related_name="requirements_check")
    version = models.ForeignKey("applicants.RulesVersion", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    result = models.CharField(max_length=5, choices=Result.choices)
    explanation = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(result__in=["fits", "open", "not"]), name="requirements_check_result_is_known")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.result}"
