"""When the portal was there, and what its absences mean for a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call, Extension
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class AliveSpan(models.Model):
    """A time through which a thing was seen alive again and again; what lies between two spans of a thing is an absence. A row an absence: the
    table stays small.

    `worker` was written by the worker through the database, as the beat told it by the broker: it proves all four. `site` means that the pages
    answered at the portal's own address, asked by that worker.
    """

    class What(models.TextChoices):
        WORKER = "worker", _("the worker, the beat, the broker or the database")
        SITE = "site", _("the pages")

    what = models.CharField(max_length=8, choices=What.choices)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="span_ends_after_it_begins")]
        indexes = [models.Index(fields=["what", "-id"], name="spans_newest")]

    def __str__(self) -> str:
        return f"{self.what} {self.since:%Y-%m-%d %H:%M} – {self.until:%H:%M}"


class OutageQuerySet(models.QuerySet["Outage"]):
    def visible_to(self, user: User) -> Self:
        """Of the programmes in which the person sets up calls."""
        if user.is_superuser:
            return self
        return self.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))

    def open(self) -> Self:
        return self.filter(settled_at=None)


class Outage(models.Model):
    """An absence in the last 48 hours of a call, longer than it tolerates: staff extend the deadline, or say why not.

    `what` was away, as far as it is known; in between no save of anybody arrived.
    """

    class Verdict(models.TextChoices):
        EXTENDED = "extended", _("deadline extended")
        DISMISSED = "dismissed", _("no extension")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="outages")
    what = models.CharField(max_length=8, choices=AliveSpan.What.choices)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"))
    found_at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    extension = models.ForeignKey(Extension, on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering = ["began_at"]
        constraints = [
            models.UniqueConstraint(fields=["call", "began_at"], name="one_outage_per_beginning"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="outage_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(settled_at=None, verdict="", extension=None)
                | Q(settled_at__isnull=False, verdict="extended", extension__isnull=False)
                | (Q(settled_at__isnull=False, verdict="dismissed", extension=None) & ~Q(reason="")),
                name="outage_is_settled_by_an_extension_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.began_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """Whole minutes that it lasted, at least one."""
        return max(1, round((self.ended_at - self.began_at).total_seconds() / 60))
