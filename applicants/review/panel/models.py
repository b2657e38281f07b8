"""A reviewer as one programme knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class ReviewerProfileQuerySet(models.QuerySet["ReviewerProfile"]):
    def visible_to(self, user: User) -> Self:
        """Those of the programmes in which the person assigns, and their own where they review."""
        if user.is_superuser:
            return self
        own = Q(reviewer=user, program_code__in=user.codes_with(Permission.REVIEW))
        return self.filter(own | Q(program_code__in=user.codes_with(Permission.ASSIGN)))


class ReviewerProfile(models.Model):
    """One row a reviewer and programme; who has none has said nothing yet.

    `languages`: codes of the languages in which the person reads and listens (see languages.py). `knows`: what they know well, `likes` and `avoids`:
    what they would rather read, or not, in words that are held against the applications' own (see topics.py). `pools`: groups that staff name and
    put people into. `organisations`: where they work, study or teach; `entity` and `locality`: where they live; both are for conflicts of interest.
    `load`: how many applications of a round they would read at most; None: their fair share.
    """

    program_code = models.SlugField(max_length=30)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer_profiles")
    languages = models.JSONField(default=list)
    knows = models.JSONField(default=list)
    likes = models.JSONField(default=list)
    avoids = models.JSONField(default=list)
    pools = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    entity = models.CharField(max_length=2, blank=True)
    locality = models.CharField(max_length=120, blank=True)
    load = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReviewerProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer's profile")
        verbose_name_plural = _("reviewers' profiles")
        constraints = [models.UniqueConstraint(fields=["program_code", "reviewer"], name="one_profile_per_reviewer_and_program")]

    def __str__(self) -> str:
        return f"{self.program_code} · {self.reviewer_id}"
