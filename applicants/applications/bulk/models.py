"""Jobs: one step for many applications, and what became of each of them."""

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

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class BulkJobQuerySet(models.QuerySet["BulkJob"]):
    def visible_to(self, user: User) -> Self:
        """Jobs about programmes in all of which the person reads applications; one that nobody has confirmed is seen by who asked for it alone."""
        rows = self.filter(~Q(state=BulkJob.State.OPEN) | Q(by=user))
        return rows if user.is_superuser else rows.filter(programs__contained_by=user.codes_with(Permission.READ_APPLICATION))

    def at_work(self) -> Self:
        return self.filter(state__in=BulkJob.AT_WORK)


class BulkJob(models.Model):
    """One step for many applications. Nothing happens before it is confirmed.

    `verb` and `params`: what is done and in which words (see verbs.py). `programs`: codes of the programmes concerned; `call`, where all are of one.
    `back`: the list from which it came. `moved`, `left` and `failed` count rows, of `total`; `seen_at` is the last sign of life; `held` says, in the
    language of who asked, why it waits.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not confirmed")
        WAITING = "waiting", _("waits for its turn")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    AT_WORK = (State.WAITING, State.RUNNING)

    verb = models.CharField(max_length=16)
    params = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    programs = models.JSONField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, null=True, related_name="+")
    back = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    total = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held = models.CharField(max_length=400, blank=True)

    objects = BulkJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "waiting", "running", "stopped", "done"]), name="bulk_job_state_is_known"
            ),
            models.CheckConstraint(condition=Q(total__gte=F("moved") + F("left") + F("failed")), name="bulk_job_counts_no_row_twice"),
            models.CheckConstraint(condition=Q(state="open") | Q(begun_at__isnull=False), name="begun_bulk_job_says_when"),
        ]
        indexes = [models.Index(fields=["seen_at", "id"], name="bulk_jobs_at_work", condition=Q(state__in=["waiting", "running"]))]

    def __str__(self) -> str:
        return f"{self.verb} #{self.pk}"

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def settled(self) -> int:
        """How many rows have their outcome."""
        return self.moved + self.left + self.failed

    @property
    def rest(self) -> int:
        return self.total - self.settled

    @property
    def zone(self) -> str:
        """On whose clock its instants are told: the call's, else the reader's."""
        return self.call.time_zone if self.call else timezone.get_current_timezone_name()


class BulkRow(models.Model):
    """An application of a job, with what became of it. `why` is a word of why.py; `said` completes it; `mark` is what the one who confirmed had seen."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not begun")
        MOVED = "moved", _("it was done")
        LEFT = "left", _("left as it was")
        FAILED = "failed", _("failed")

    job = models.ForeignKey(BulkJob, on_delete=models.CASCADE, related_name="rows")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=12, blank=True)
    said = models.CharField(max_length=400, blank=True)
    mark = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "application"], name="one_row_per_bulk_job_and_application"),
            models.CheckConstraint(condition=Q(outcome__in=["waiting", "moved", "left", "failed"]), name="bulk_row_outcome_is_known"),
            models.CheckConstraint(condition=~Q(outcome="left") | ~Q(why=""), name="bulk_row_left_says_why"),
        ]
        indexes = [models.Index(fields=["job", "outcome", "place"], name="bulk_rows_in_order")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.application_id} {self.outcome}"
