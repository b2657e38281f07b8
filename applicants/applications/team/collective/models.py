"""In whose name an application is made, when it is not one person's alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application

WORDS = ("name", "place", "representative", "decided", "shown", "asked")


class Kind(models.TextChoices):
    COMMUNITY = "community", _("Community")
    COLLECTIVE = "collective", _("Collective")
    ASSEMBLY = "assembly", _("Assembly")
    COOPERATIVE = "cooperative", _("Cooperative")
    ORGANISATION = "organisation", _("Organisation")
    OTHER = "other", _("Something else")


class Collective(models.Model):
    """The community or collective of one application. `representative` speaks for it, `decided` tells how it was decided to apply.

    `shown` (what may be shown, and to whom) and `asked` (who has to be asked before) are its cultural protocol: they go wherever its material goes.
    `version` counts the saves, so that a page which has not seen the newest one overwrites nothing.
    """

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="collective")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.COMMUNITY)
    name = models.CharField(_("name"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    representative = models.CharField(_("representative"), max_length=200)
    decided = models.TextField(_("how it was decided"), blank=True)
    shown = models.TextField(_("what may be shown, and to whom"), blank=True)
    asked = models.TextField(_("who has to be asked"), blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("collective")
        verbose_name_plural = _("collectives")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="collective_kind_is_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(representative=""), name="collective_has_a_name_and_a_voice"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> dict[str, Any]:
        """As it is handed in, and frozen."""
        return {"kind": self.kind, **{word: getattr(self, word) for word in WORDS}}


def collective_of(application: Application) -> Collective | None:
    """The application's, if it has one: no statement where it was fetched along (`own(…, "submission")`), else one."""
    return getattr(application, "collective", None)


def content_of(application: Application) -> dict[str, Any] | None:
    """What of it would be handed in now."""
    found = collective_of(application)
    return found.content if found else None
