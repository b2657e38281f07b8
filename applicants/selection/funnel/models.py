"""A cohort as the equity officer sees it: a door of its own, which opens no application and no description; and which tables were looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortDoorQuerySet


class CohortFunnel(Cohort):
    """A cohort for equity officers."""

    opened_by = Permission.VIEW_EQUITY_FUNNEL
    objects = Manager.from_queryset(CohortDoorQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("equity funnel")
        verbose_name_plural = _("equity funnels")


class FunnelTable(models.Model):
    """Of which kind the one table of a question is in a cohort, since somebody looked at it: `steps`, or `pools-<ordinal of the round>`. Tables of both kinds are
    about the same people, so that one could be subtracted from the other.

    `pools`: [[name, [reviewers]], …] as they were at that moment; `figures`: what was shown then and is shown ever since (see `cut`): counts that may be seen, of
    nobody in particular. Append-only: a trigger refuses changes. Not in the admin.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    pools = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        app_label = "applicants"
        constraints = [models.UniqueConstraint(fields=["cohort", "question"], name="one_funnel_table_per_question")]

    def __str__(self) -> str:
        return f"{self.cohort_id} · {self.question}"

    @property
    def ordinal(self) -> int:
        """Of the round whose pools it shows."""
        return int(self.kind.removeprefix("pools-"))
