"""Who helps whom, since when, until when, and the consent to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MOST_DAYS = 30


class HelpQuerySet(models.QuerySet["Help"]):
    def of(self, facilitator: User) -> Self:
        """In which the person helps, helped, or has asked to."""
        return self.filter(facilitator=facilitator)

    def given(self) -> Self:
        """That have begun, over or not."""
        return self.filter(starts_at__isnull=False)

    def running(self, at: datetime | None = None) -> Self:
        """That go on at this instant."""
        return self.given().filter(ended_at=None, ends_at__gt=at or timezone.now())

    def asked(self) -> Self:
        """By a facilitator, and not answered."""
        return self.filter(asked_at__isnull=False, consented_at=None, ended_at=None)

    def offered(self, at: datetime | None = None) -> Self:
        """By a code that nobody has used and that still works."""
        return self.filter(starts_at=None, ended_at=None, code_expires_at__gt=at or timezone.now())


class Help(models.Model):
    """One person's help with one application: offered by the applicant with a code, or asked for by the facilitator.

    The consent stands in the row: when, in which words (no name among them), in which language, how the applicant had signed in (LFPDPPP arts. 7-9).
    `ended_at`: revoked by the applicant, at once; given up by the facilitator; declined; taken back.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="helps")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    days = models.PositiveSmallIntegerField(_("days"))
    code_sha256 = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(_("asked"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    consented_at = models.DateTimeField(_("consented"), null=True)
    wording = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    authentication = models.CharField(max_length=40, blank=True)
    starts_at = models.DateTimeField(_("since"), null=True)
    ends_at = models.DateTimeField(_("until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("help")
        verbose_name_plural = _("help")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="help_lasts_a_month_at_most"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + timedelta(days=MOST_DAYS)),
                name="help_ends_within_a_month",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(consented_at__isnull=False, facilitator__isnull=False) & ~Q(wording=""),
                name="help_begins_with_consent",
            ),
            models.UniqueConstraint(fields=["code_sha256"], condition=~Q(code_sha256=""), name="one_help_per_code"),
            models.UniqueConstraint(
                fields=["application", "facilitator"],
                condition=Q(asked_at__isnull=False, consented_at=None, ended_at=None),
                name="one_open_request_per_facilitator",
            ),
        ]
        indexes = [models.Index(fields=["facilitator", "application"], name="help_by_facilitator")]

    def __str__(self) -> str:
        return f"{self.facilitator or '…'} → {self.application.folio}"

    def runs(self, at: datetime | None = None) -> bool:
        """Whether it goes on at this instant."""
        return bool(self.starts_at and self.ends_at and self.ended_at is None and self.ends_at > (at or timezone.now()))

    @property
    def over_at(self) -> datetime | None:
        """When it ended, or ends."""
        return min((at for at in (self.ended_at, self.ends_at) if at), default=None)
