"""An application: its draft, its submissions, its history."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.states import State
from applicants.calls.models import Call, FormVersion
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from applicants.applications.rights import Hand
    from fundportal.accounts.models import User


Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def apart(rows: Rows, person: User, path: str = "") -> Rows:
    """Rows of applications in which the person has no part: neither applies, nor writes along, nor helps, now or once. The path leads from the rows
    to the application."""
    rows = rows.exclude(**{f"{path}applicant": person}).exclude(**{f"{path}members__person": person})
    return rows.exclude(**{f"{path}helps__facilitator": person})


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, person: User) -> Self:
        """The person's own."""
        return self.filter(applicant=person)

    def apart_from(self, person: User) -> Self:
        """In which the person has no part."""
        return apart(self, person)

    def with_call(self) -> Self:
        """As the person's pages need them: the application and its call, with no long text of the call."""
        prose = [f"call__{name}_{language}" for name in ("summary", "who", "needs", "decided") for language in ("es", "en")]
        return self.select_related("call").defer(*prose)

    def visible_to(self, user: User) -> Self:
        """Submitted (or once submitted) applications of the programmes in which the person reads applications. A draft is nobody's but its author's;
        and nobody reads as staff their own, or one in which they have a part."""
        submitted = self.exclude(submission=None).apart_from(user)
        return (
            submitted
            if user.is_superuser
            else submitted.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.READ_APPLICATION))
        )


class Application(models.Model):
    """One person's application to one call. `state` is written by `applicants.applications.advance` alone.

    `answers` maps question keys to JSON values; `revisions` maps them to the number of the save that wrote them last (`revision` is the newest);
    `progress` maps section keys to "started" or "done" as of their last save. `unfinished` keeps, as typed, what cannot be an answer yet (63 words of
    60, a budget with a letter among its numbers); `conflicts` maps the keys that two devices wrote at once to the revisions of the draft entries
    that hold the other texts, until the person has chosen. `turns` holds the newest save of each page that counts its own. `closes_at` is a deadline of one's own, when staff granted one. `first_attempt_at` is a
    submission that came before the deadline and had something to correct: it keeps the door open for the call's grace. `wish` stands while the
    person wants the draft to be handed in at its deadline.
    """

    folio = models.CharField(_("folio"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications", verbose_name=_("call"))
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("form version"))
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFT, editable=False)
    state_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    answers = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    progress = models.JSONField(default=dict)
    unfinished = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    conflicts = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    turns = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    closes_at = models.DateTimeField(_("own deadline"), null=True, blank=True)
    first_attempt_at = models.DateTimeField(null=True, editable=False)
    submission = models.ForeignKey("applicants.Submission", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    wish = models.ForeignKey("applicants.SubmitForMe", on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    hand: Hand | None = None  # through whose hands a page has fetched it (own.py)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "applicant"],
                condition=~Q(state="withdrawn"),
                name="one_live_application_per_call",
                violation_error_message=_("You already have an application in this call."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="application_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(submission__isnull=False, submitted_at__isnull=False),
                name="submitted_application_has_a_submission",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "-submitted_at"], name="applications_by_state"),
            models.Index(fields=["-submitted_at", "-id"], name="applications_by_arrival", condition=Q(submission__isnull=False)),
            models.Index(fields=["call", "-submitted_at", "-id"], name="applications_of_a_call", condition=Q(submission__isnull=False)),
            models.Index(
                fields=["call", "state"],
                include=["id", "submitted_at", "closes_at", "applicant"],
                name="applications_counted",
                condition=Q(submission__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def writer(self) -> User:
        """Who writes: whoever fetched it in order to, else the applicant."""
        return self.hand.person if self.hand else self.applicant

    @property
    def writer_id(self) -> int:
        """The number of that person, without a statement."""
        return self.hand.person.pk if self.hand else self.applicant_id

    @property
    def is_led(self) -> bool:
        """Whether it is in the applicant's own hands."""
        return self.hand is None or self.hand.leads

    @property
    def deadline(self) -> datetime:
        """The instant that counts for this application: its own, when later than the call's."""
        return max(self.call.closes_at, self.closes_at) if self.closes_at else self.call.closes_at


class DraftEntry(models.Model):
    """The draft log: one save, append-only. `changes` maps the keys that changed to their new values; `revision` is the one it made.
    What was kept as typed (Application.unfinished) stands under the key with a "!" behind it.

    `page` is the random mark of the page in which it was typed, so that a repeat from there is not taken for another device. With `conflict` the
    values were not written to the application: another device had changed the same answers. They wait for the person's choice.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="draft_log")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    section = models.CharField(max_length=30)
    changes = models.JSONField()
    page = models.CharField(max_length=16, blank=True, db_default="")
    conflict = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "revision"], name="one_draft_entry_per_revision")]

    def __str__(self) -> str:
        return f"{self.application_id} r{self.revision}"


class Submission(models.Model):
    """What was handed in, frozen: canonical JSON (RFC 8785), its SHA-256, the instant of arrival, an Ed25519 signature. A trigger refuses changes.

    `code` is the secret one under which anybody who was shown it can verify the receipt; it is not the folio.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="+")
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    code = models.CharField(max_length=24, unique=True)
    key_id = models.CharField(max_length=20)
    signature = models.CharField(max_length=88)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="one_submission_per_number")]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.number}"

    @property
    def content(self) -> dict[str, Any]:
        """The frozen document, parsed: folio, call, form_version, number, answers, files, declaration, received_at, language."""
        content: dict[str, Any] = json.loads(self.document)
        return content


class StateChange(models.Model):
    """One step in an application's history, append-only."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=16, choices=State.choices)
    to_state = models.CharField(max_length=16, choices=State.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["application", "at"], name="history_by_application")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.verb}"
