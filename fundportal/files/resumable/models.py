"""A file on its way."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Upload(models.Model):
    """`received` bytes of `length` have arrived. This row is the truth: bytes that lie behind them in the storage count for nothing.

    `about` and `key` say what for (an application's folio and its question), `metadata` as the client sent it. Once all is there, `file` is the
    StoredFile that became of it; until `expires_at` whoever sent it may still name it in a save.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    about = models.CharField(max_length=60, db_index=True)
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=255)
    metadata = models.TextField()
    length = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    file = models.UUIDField(null=True, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(length__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=Q(received__lte=F("length")), name="upload_receives_no_more_than_announced"),
            models.CheckConstraint(condition=Q(file=None) | Q(received=F("length")), name="upload_is_a_file_when_all_has_arrived"),
        ]

    def __str__(self) -> str:
        return self.name
