"""A cohort as the equity officer sees it: a door of its own, which opens no application and no description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CohortFunnelQuerySet(CohortQuerySet):
    def visible_to(self, user: User) -> CohortFunnelQuerySet:
        """Cohorts of the programmes for whose equity the person answers."""
        return self if user.is_superuser else self.filter(strand__program__code__in=user.codes_with(Permission.VIEW_EQUITY_FUNNEL))


class CohortFunnel(Cohort):
    """A cohort for equity officers."""

    objects = Manager.from_queryset(CohortFunnelQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("equity funnel")
        verbose_name_plural = _("equity funnels")
