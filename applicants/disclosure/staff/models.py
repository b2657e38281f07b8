"""A cohort seen through what its applicants say about themselves: a door of its own, which opens no application and no description."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort, CohortQuerySet

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CohortDisclosureQuerySet(CohortQuerySet):
    def visible_to(self, user: User) -> CohortDisclosureQuerySet:
        """Cohorts of the programmes in which the person may see these figures."""
        return self if user.is_superuser else self.filter(strand__program__code__in=user.codes_with(Permission.VIEW_DISCLOSURE))


class CohortDisclosure(Cohort):
    """A cohort for those who see figures of self-descriptions."""

    objects = Manager.from_queryset(CohortDisclosureQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("self-description: figures")
        verbose_name_plural = _("self-descriptions: figures")
