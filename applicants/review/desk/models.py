"""What stands beside reviews at the desk: which answers a criterion needs, flags for staff, and who wants no more letters about reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import apart
from applicants.review.models import Criterion, Review
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Need(models.Model):
    """An answer that is read for a criterion, by the key of its question. A criterion without any needs them all."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="needs")
    question = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "question"], name="one_need_per_question")]

    def __str__(self) -> str:
        return f"{self.criterion_id} · {self.question}"


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: User) -> Self:
        """Those of the programmes in which the person assigns, none about an application in which they have a part."""
        rows = apart(self, user, "review__application__")
        if user.is_superuser:
            return rows
        return rows.filter(review__round__call__cohort__strand__program__code__in=user.codes_with(Permission.ASSIGN))

    def open(self) -> Self:
        return self.filter(settled_at=None)


class Flag(models.Model):
    """A reviewer wants staff to look at an application, or to ask its person about one answer (`question`, by its key). The reviewer stays blind:
    staff write to the person with what clarifications are for, or not."""

    class Kind(models.TextChoices):
        LOOK = "look", _("to be looked at")
        ASK = "ask", _("to be asked about")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    question = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="look", question="") | (Q(kind="ask") & ~Q(question="")), name="flag_names_what_is_to_be_asked_about"
            ),
            models.UniqueConstraint(fields=["review", "kind", "question"], condition=Q(settled_at=None), name="one_open_flag_of_a_kind"),
        ]
        indexes = [models.Index(fields=["review"], name="flags_open", condition=Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.review_id} · {self.kind}"


class QuietReviewer(models.Model):
    """This person wants no more letters about what waits at the desk."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_reviewer")
    since = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"{self.person_id}"
