"""A spoken explanation of a question."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class SoundQuerySet(models.QuerySet["Sound"]):
    def published(self) -> Self:
        """Those that any published form of their call names, as forms are public: who has a draft under an older one hears them as well."""
        versions = apps.get_model("applicants", "FormVersion")._default_manager.annotate(text=Cast("document", models.TextField()))
        return self.filter(Exists(versions.filter(call=OuterRef("call"), text__contains=Cast(OuterRef("pk"), models.TextField()))))

    def visible_to(self, user: User) -> Self:
        """All those of the calls that the person sets up."""
        return self if user.is_superuser else self.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))


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

    objects = SoundQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0, size__lte=2_000_000), name="sound_is_small")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Where it is heard."""
        return reverse("sound", args=[self.pk])
