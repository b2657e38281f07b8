"""Plans: assignments that were worked out, looked at, and perhaps carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.review.models import Round
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """Plans of the programmes in which the person assigns."""
        return self if user.is_superuser else self.filter(round__call__cohort__strand__program__code__in=user.codes_with(Permission.ASSIGN))

    def at_work(self) -> Self:
        return self.filter(state__in=Plan.AT_WORK)

    def light(self) -> Self:
        """Without what is long, for lists and for progress."""
        return self.defer("pairs", "gone", "figures", "reason")


class Plan(models.Model):
    """An assignment for a round, worked out in the background. Nothing holds before it is applied.

    `rules`: what was asked (see rules.py). `step` and `done` (0 to 100) tell how far the work is, `seen_at` when its worker last did, `stop` that it shall end.
    `fingerprint`: what it rests on; when that has changed, the plan is not applied. `pairs`: [application, [[reviewer, affinity, how, flags], …]] in the
    order of the folios, by keys; `gone`: pairs that are assigned now and would not be. `figures` and `reason`: see work.py.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("is being worked out")
        READY = "ready", _("ready")
        IMPOSSIBLE = "impossible", _("impossible")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("failed")
        APPLIED = "applied", _("applied")

    AT_WORK = (State.WAITING, State.RUNNING)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="plans")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    rules = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    step = models.CharField(max_length=12, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    stop = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64, blank=True)
    pairs = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    reason = models.JSONField(default=dict)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment plan")
        verbose_name_plural = _("assignment plans")
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_plan_at_work_per_round",
                violation_error_message=_("A plan for this round is being worked out already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "ready", "impossible", "stopped", "failed", "applied"]),
                name="plan_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(state="applied") | Q(applied_at__isnull=False), name="applied_plan_says_when"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} #{self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK
