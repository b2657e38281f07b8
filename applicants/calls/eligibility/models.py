"""Rules as staff write them, and as they were published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """One thing that a call asks for. `config` is what its kind needs; question and reason are the kind's own unless they are written here."""

    call = models.ForeignKey("applicants.Call", on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20)
    ask_es = models.CharField(_("question (Spanish)"), max_length=300, blank=True)
    ask_en = models.CharField(_("question (English)"), max_length=300, blank=True)
    why_es = models.CharField(_("what is asked for (Spanish)"), max_length=300, blank=True)
    why_en = models.CharField(_("what is asked for (English)"), max_length=300, blank=True)
    config = models.JSONField(default=dict, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class RulesVersion(models.Model):
    """The rules of a call as published, immutable (a trigger refuses changes): {"rules": [{"kind", "ask", "why", "config"}]}, with the words in both
    languages as they stood. Without rules the call has no check."""

    call = models.ForeignKey("applicants.Call", on_delete=models.PROTECT, related_name="rules_versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_rules_version_per_number")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"

    @property
    def rules(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.document["rules"]
        return found
