"""A clarification: what was asked, until when, and what the person answered, frozen."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application, Submission
from applicants.applications.states import State

READ_NOW = (State.SUBMITTED, State.IN_REVIEW, State.SHORTLISTED)
"""The states in which somebody reads what is answered: a draft is nobody's yet, and what is decided is decided."""


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    def open(self, at: datetime) -> Self:
        """Those that may still be answered at this instant; the last one counts."""
        return self.filter(answered_at=None, taken_back_at=None, due_at__gte=at, application__state__in=READ_NOW)


class Clarification(models.Model):
    """One question of staff about one answer (or file) of a submission, which stays as it is.

    `question` is the key of the form's question, `text` what staff want to know. The answer stands in `document`: canonical JSON (RFC 8785) with its
    `sha256`, signed like a receipt. Staff may take back what is not answered yet; a trigger keeps the row from either on.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="clarifications")
    number = models.PositiveSmallIntegerField(_("number"))
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(_("question"), max_length=60)
    text = models.TextField(_("what you want to know"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    due_at = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    document = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    key_id = models.CharField(max_length=20, blank=True)
    signature = models.CharField(max_length=88, blank=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_clarification_per_number"),
            models.CheckConstraint(condition=Q(due_at__gt=F("asked_at")), name="clarification_is_due_after_it_is_asked"),
            models.CheckConstraint(
                condition=Q(answered_at=None, document="", sha256="") | (Q(answered_at__isnull=False) & ~Q(document="") & ~Q(sha256="")),
                name="answered_clarification_has_a_document",
            ),
            models.CheckConstraint(condition=Q(answered_at=None) | Q(taken_back_at=None), name="answered_clarification_is_not_taken_back"),
        ]
        indexes = [models.Index(fields=["due_at"], name="clarifications_open", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.application_id} ?{self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """The frozen document, parsed: answer, note, question, text and the instants; empty before it is answered."""
        content: dict[str, Any] = json.loads(self.document) if self.document else {}
        return content

    def is_open(self, at: datetime) -> bool:
        """Needs its application."""
        waits = self.answered_at is None and self.taken_back_at is None
        return waits and at <= self.due_at and self.application.state in READ_NOW
