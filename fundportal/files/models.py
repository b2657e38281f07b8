"""Files that people hand in: private, known by their content."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.files.resumable.models import Upload as Upload


class StoredFile(models.Model):
    """One private file. `name` is what the person called it (any Unicode), `blob` where it lies, `sha256` of its bytes, `size` in bytes.

    It is served only by a view that has checked the permission; its storage name says nothing about it. `for_readers` is the copy that reviewers
    read, made when the first of them asks for it. `scan` says what ClamAV found: nothing yet, or nothing at all where nobody asked it.
    """

    class Scan(models.TextChoices):
        NONE = "", _("not scanned")
        PENDING = "pending", _("being checked")
        CLEAN = "clean", _("checked")
        INFECTED = "infected", _("has a virus")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files")
    about = models.CharField(max_length=60, db_index=True)  # the application's folio
    name = models.CharField(_("name"), max_length=255)
    blob = models.FileField(upload_to="%Y/%m/", max_length=200)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    for_readers = models.FileField(upload_to="%Y/%m/", max_length=200, blank=True, db_default="")
    scan = models.CharField(_("virus check"), max_length=8, choices=Scan.choices, blank=True, default=Scan.NONE, db_default="")
    scan_tried_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_is_not_empty"),
            models.CheckConstraint(condition=Q(scan__in=["", "pending", "clean", "infected"]), name="stored_file_scan_is_known"),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(scan="pending"), name="stored_files_to_scan")]

    def __str__(self) -> str:
        return self.name
