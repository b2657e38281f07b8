"""Decisions, staged in private and released together; the offers that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.calls.models import Call
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import Bilingual
from programs.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Release(models.Model):
    """A wave of staged decisions of a call that becomes known, or has become known at `at`. `counts` maps outcomes to numbers;
    `unexplained` is what those declined without a comment are told about that.

    It claims its decisions first (`wave` holds their numbers, `chosen` how they were chosen); while it runs nothing is staged in the call, and the
    database lets no second one run. Then all of them become known in one transaction, or none: `why_stopped` says why it could not be done.
    Until `appeal_until` those who are declined may ask that somebody else reads their application.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("known")
        STOPPED = "stopped", _("stopped")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="releases")
    at = models.DateTimeField(_("released"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DONE, db_default=State.DONE.value)
    claimed_at = models.DateTimeField(null=True)
    wave = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    chosen = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    why_stopped = models.CharField(max_length=400, blank=True, db_default="")
    appeal_until = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    unexplained_es = models.CharField(_("why some get no comments (Spanish)"), max_length=300, blank=True, db_default="")
    unexplained_en = models.CharField(_("why some get no comments (English)"), max_length=300, blank=True, db_default="")

    unexplained = Bilingual()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        constraints = [
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state="running"),
                name="one_running_release_per_call",
                violation_error_message=_("A release of this call is running."),
            ),
            models.CheckConstraint(condition=Q(state__in=["running", "done", "stopped"]), name="release_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.at:%Y-%m-%d}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """Decisions of the programmes in which the person decides."""
        return (
            self
            if user.is_superuser
            else self.filter(application__call__cohort__strand__program__code__in=user.codes_with(Permission.DECIDE))
        )

    def staged(self) -> Self:
        return self.filter(release=None)

    def unconfirmed(self) -> Self:
        """Staged ones that wait for a second person, in calls that want one."""
        return self.staged().filter(application__call__procedure__four_eyes=True, confirmed_by=None)

    def current(self) -> Self:
        """Released ones that stand: no later one corrects them."""
        return self.filter(release__isnull=False).exclude(correction__release__isnull=False)


class Decision(models.Model):
    """What the fund decided on one application. Staged, it changes no state and may be changed; released, a trigger keeps it as it is.

    Where the call wants four eyes, somebody else confirms it before it can be released. A later decision on the same application `corrects` the one
    before, after an appeal or with the reason `why`, which the person reads: of those that are known each corrects another one, but the first.
    """

    class Outcome(models.TextChoices):
        SELECT = "select", _("select")
        WAITLIST = "waitlist", _("waiting list")
        DECLINE = "decline", _("decline")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("application"))
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices)
    position = models.PositiveSmallIntegerField(_("place on the waiting list"), null=True, blank=True)
    feedback = models.TextField(_("comments for the person"), blank=True)
    strong = models.TextField(_("what was strong"), blank=True, db_default="")
    missing = models.TextField(_("what was missing"), blank=True, db_default="")
    suggestion = models.TextField(_("what could help"), blank=True, db_default="")
    next_call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("next call"))
    staged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    staged_at = models.DateTimeField(_("staged"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, editable=False, related_name="correction")
    why = models.TextField(_("why the decision changes"), blank=True, db_default="")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, editable=False, related_name="decisions")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(release=None), name="one_staged_decision_per_application"),
            models.CheckConstraint(condition=Q(outcome__in=["select", "waitlist", "decline"]), name="decision_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="waitlist", position__isnull=False) | (~Q(outcome="waitlist") & Q(position=None)),
                name="waiting_list_has_positions",
                violation_error_message=_("A place on the waiting list needs a number."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("staged_by"))),
                name="decision_is_confirmed_by_somebody_else",
                violation_error_message=_("Who noted a decision does not confirm it."),
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(release__isnull=False, corrects=None), name="one_first_decision_per_application"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_outcome_display()}"

    @property
    def is_explained(self) -> bool:
        """Whether its person reads anything beside the outcome."""
        return any([self.feedback, self.strong, self.missing, self.suggestion])


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> Self:
        """Offers of the programmes in which the person decides."""
        return self if user.is_superuser else self.filter(cohort__strand__program__code__in=user.codes_with(Permission.DECIDE))

    def open(self) -> Self:
        return self.filter(state=Offer.State.OPEN)


class Offer(models.Model):
    """A place offered until an instant. An open offer holds a place of its cohort."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers", verbose_name=_("application"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+", verbose_name=_("cohort"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(_("open until"))
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=["open", "accepted"]), name="one_standing_offer_per_application"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="offer_expires_after_it_is_made"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "expired", "withdrawn"]), name="offer_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="offers_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"
