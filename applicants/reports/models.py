"""The PR team's door: a cohort seen as a report, with permissions of its own."""

from __future__ import annotations

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortDoorQuerySet


class CohortReport(Cohort):
    """A cohort for those who see reports and nothing else."""

    opened_by = Permission.EXPORT_REPORT
    objects = Manager.from_queryset(CohortDoorQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("cohort report")
        verbose_name_plural = _("cohort reports")
