"""A cohort seen through what its applicants say about themselves: a door of its own, which opens no application and no description."""

from __future__ import annotations

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortDoorQuerySet


class CohortDisclosure(Cohort):
    """A cohort for those who see figures of self-descriptions."""

    opened_by = Permission.VIEW_DISCLOSURE
    objects = Manager.from_queryset(CohortDoorQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("self-description: figures")
        verbose_name_plural = _("self-descriptions: figures")
