"""A spoken explanation of a question."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


class Sound(models.Model):
    """A short sound file of a call's form. Its bytes lie in the row: they belong to the form and not to whoever sent them, every form version
    that names them stays answerable, and a copy of the database is whole. A changed explanation is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    call = models.ForeignKey("applicants.Call", on_delete=models.CASCADE, related_name="sounds")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0, size__lte=2_000_000), name="sound_is_small")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where it is heard."""
        return reverse("sound", args=[self.pk])
