"""An appeal against a decision, with all that came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.models import Round
from applicants.selection.models import Decision
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: User) -> Self:
        """Of the programmes in which the person decides, none of an application in which they have a part."""
        rows = self.filter(application__in=Application.objects.apart_from(user))
        return (
            rows
            if user.is_superuser
            else rows.filter(application__call__cohort__strand__program__code__in=user.codes_with(Permission.DECIDE))
        )

    def of(self, person: User) -> Self:
        """The person's own."""
        return self.filter(application__applicant=person)

    def open(self) -> Self:
        """Those that wait for staff; who has erased the account waits no more."""
        return self.filter(state=Appeal.State.OPEN, application__applicant__erased_at=None)

    def accepted(self) -> Self:
        """Whose application is read again, or was."""
        return self.filter(state__in=[Appeal.State.READING, Appeal.State.DECIDED])


class Appeal(models.Model):
    """What a person says against the `decision` that declined the application; one an application.

    Staff reject it, or accept it, each with a reason that the person reads (`answer`). Accepted, the application is read once more, in a `round` of its own,
    by people who had not read it; the `outcome` is a new decision, which is released like any other. Who withdraws meanwhile, or
    is ruled out, ends it (`ended_at`). A trigger keeps the row once it is rejected, decided or ended.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        REJECTED = "rejected", _("rejected")
        READING = "reading", _("accepted, being read again")
        DECIDED = "decided", _("decided again")
        ENDED = "ended", _("ended without a new decision")

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("application"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    reason = models.TextField(_("what the person says"))
    made_at = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    round = models.OneToOneField(Round, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("round"))
    outcome = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("new decision"))
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "rejected", "reading", "decided", "ended"]), name="appeal_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, answered_by=None)
                | (~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_appeal_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "rejected"], round=None) | Q(state__in=["reading", "decided", "ended"], round__isnull=False),
                name="accepted_appeal_has_a_round",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", outcome__isnull=False) | (~Q(state="decided") & Q(outcome=None)),
                name="decided_appeal_has_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)), name="ended_appeal_says_when"
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="appeals_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.application} · {self.get_state_display()}"
