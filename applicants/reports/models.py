"""The PR team's door: a cohort seen as a report, with permissions of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CohortReportQuerySet(CohortQuerySet):
    def visible_to(self, user: User) -> CohortReportQuerySet:
        """Cohorts of the programmes whose reports the person may see and export."""
        return self if user.is_superuser else self.filter(strand__program__code__in=user.codes_with(Permission.EXPORT_REPORT))


class CohortReport(Cohort):
    """A cohort for those who see reports and nothing else."""

    objects = Manager.from_queryset(CohortReportQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("cohort report")
        verbose_name_plural = _("cohort reports")
