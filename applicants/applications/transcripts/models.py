"""Transcripts and translations, version after version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application


class Transcript(models.Model):
    """One version of what an answer says, append-only: the newest of each kind is shown. `source` is the SHA-256 of the recording, or of the text,
    that it is about: a new recording has none yet. `language` is that of `text`, as `languages.said` has it."""

    class Kind(models.TextChoices):
        TRANSCRIPT = "transcript", _("Transcript")
        TRANSLATION = "translation", _("Translation")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="transcripts")
    key = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    language = models.JSONField()
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "key", "number"], name="one_transcript_per_number"),
            models.CheckConstraint(condition=~models.Q(text=""), name="transcript_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key} #{self.number}"
