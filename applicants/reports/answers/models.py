"""The programme staff's door to exports: a call seen as its answers, with a permission of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Manager
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call, CallQuerySet
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CallAnswersQuerySet(CallQuerySet):
    def visible_to(self, user: User) -> CallAnswersQuerySet:
        """Calls of the programmes whose answers the person may export."""
        return self if user.is_superuser else self.filter(cohort__strand__program__code__in=user.codes_with(Permission.EXPORT_APPLICATIONS))


class CallAnswers(Call):
    """A call for those who export all its answers."""

    objects = Manager.from_queryset(CallAnswersQuerySet)()  # type: ignore[misc]

    class Meta:
        proxy = True
        app_label = "applicants"
        verbose_name = _("answers of a call")
        verbose_name_plural = _("answers of calls")
