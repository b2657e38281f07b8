"""Views of a list that somebody keeps under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.catalogue.models import Program

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those that are shared with a programme in which the person reads applications."""
        shared = Q(program__isnull=False) if user.is_superuser else Q(program__code__in=user.codes_with(Permission.READ_APPLICATION))
        return self.filter(Q(owner=user) | shared)


class SavedView(models.Model):
    """An address of a list under a name: which list, and what narrows it (`query`, as `filtering.canonical` writes it).

    It holds no rows: whoever opens it sees what they may see at that moment. Shared with a `program`, its whole staff of applications sees it; it stays
    when its owner leaves, without the name. `pinned`: it stands on the first page of whoever sees it.
    """

    class List(models.TextChoices):
        APPLICATIONS = "applications", _("applications")
        REVIEWS = "reviews", _("reviews")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    of = models.CharField(max_length=12, choices=List.choices)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    program = models.ForeignKey(Program, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("shared with"))
    pinned = models.BooleanField(_("on the first page"), default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint("owner", "of", Lower("name"), name="one_saved_view_per_name"),
            models.UniqueConstraint("program", "of", Lower("name"), name="one_shared_view_per_name"),
            models.CheckConstraint(condition=Q(of__in=["applications", "reviews"]), name="saved_view_list_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
            models.CheckConstraint(condition=Q(owner__isnull=False) | Q(program__isnull=False), name="saved_view_is_somebodys"),
        ]

    def __str__(self) -> str:
        return self.name
