"""The film project that takes part in a lab."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.catalogue.models import Program

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """Projects of the programmes that the person manages."""
        return self if user.is_superuser else self.filter(program__code__in=user.codes_with(Permission.MANAGE_PROGRAM))


class Project(models.Model):
    """A film project with its lead and team; `team` is a list of {"name", "role", "email"} as given in the application."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="projects", verbose_name=_("programme"))
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="projects", verbose_name=_("lead"))
    title = models.CharField(_("title"), max_length=300)
    logline = models.TextField(_("logline"), blank=True)
    team = models.JSONField(_("team"), default=list, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("film project")
        verbose_name_plural = _("film projects")

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"
