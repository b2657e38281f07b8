"""Whose application is no longer reminded of its deadline."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Quiet(models.Model):
    """The person of this application wants no more reminders of its deadline; every other letter about it goes out as before."""

    application = models.OneToOneField("applicants.Application", on_delete=models.CASCADE, related_name="quiet")
    since = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.application_id}"
