"""Scenarios, votes and confirmations: the record of how a cohort was composed. Triggers refuse changes to all three."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.models import Round
from applicants.selection.composer.plan import Plan
from applicants.selection.composer.result import Result
from applicants.selection.models import Decision
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User) -> Self:
        """Scenarios of the programmes in which the person decides."""
        return self if user.is_superuser else self.filter(round__call__cohort__strand__program__code__in=user.codes_with(Permission.DECIDE))


class Scenario(models.Model):
    """One composition that was asked for: what was stated (`stated`, see Plan), what came out (`found`, see Result), of which data (`fingerprint`), by whom.
    It never changes; who wants another one composes anew, from this one (`parent`)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("round"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    stated = models.JSONField()
    found = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("composed"), default=timezone.now)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_scenario_per_number")]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"

    @cached_property
    def plan(self) -> Plan:
        return Plan.of(self.stated)

    @cached_property
    def result(self) -> Result:
        return Result.of(self.found)


class Vote(models.Model):
    """What a member of the committee says about a scenario, or about one application in its light, and why. The newest one of each person counts."""

    class Stand(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        ABSTAIN = "abstain", _("abstention")

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="votes")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stand = models.CharField(_("vote"), max_length=10, choices=Stand.choices)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(stand__in=["for", "against", "abstain"]), name="vote_is_known")]
        indexes = [models.Index(fields=["scenario", "application"], name="votes_on_a_scenario")]

    def __str__(self) -> str:
        return f"{self.scenario_id} {self.stand}"


class Confirmation(models.Model):
    """A person confirmed what is to be decided about one application in the light of a scenario. The decision was noted in the same moment."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="confirmations")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("decision"), max_length=10, choices=Decision.Outcome.choices)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["select", "waitlist", "decline"]), name="confirmation_outcome_is_known")
        ]
        indexes = [models.Index(fields=["scenario", "application"], name="confirmations_of_a_scenario")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"
