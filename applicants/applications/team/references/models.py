"""What a call asks of referees, whom an application has asked, and what they wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.calls.models import Call
from fundportal.accounts.roles import Permission
from fundportal.files.models import StoredFile
from fundportal.web.bilingual import Bilingual

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MOST, LONGEST_WAIT = 5, 60


class ReferencesAskedQuerySet(models.QuerySet["ReferencesAsked"]):
    def visible_to(self, user: User) -> Self:
        """Of the programmes in which the person sets up calls."""
        return self if user.is_superuser else self.filter(call__cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))


class ReferencesAsked(models.Model):
    """That a call takes letters of reference: from how many people, what they are asked, and until how many days after its close they may come.

    With `required` an application is handed in only when that many have been asked (not: have written), or its person has said that there is nobody.
    """

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="references_asked", verbose_name=_("call"))
    at_least = models.PositiveSmallIntegerField(_("how many letters"), default=1, validators=[MaxValueValidator(MOST)])
    at_most = models.PositiveSmallIntegerField(_("how many people at most"), default=2, validators=[MaxValueValidator(MOST)])
    days_after = models.PositiveSmallIntegerField(
        _("days after the close"),
        default=7,
        validators=[MaxValueValidator(LONGEST_WAIT)],
        help_text=_("Until when the letters may come, counted from the applicant's own deadline."),
    )
    required = models.BooleanField(
        _("required"),
        default=False,
        help_text=_("Then an application can be submitted once that many people were asked, or its person has said why there is nobody."),
    )
    question_es = models.CharField(_("what you ask them (Spanish)"), max_length=600)
    question_en = models.CharField(_("what you ask them (English)"), max_length=600)

    question = Bilingual()

    objects = ReferencesAskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("letters of reference of a call")
        verbose_name_plural = _("letters of reference of calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(at_most__gte=F("at_least"), at_most__lte=MOST, days_after__lte=LONGEST_WAIT),
                name="references_asked_within_bounds",
                violation_error_message=_(
                    "At most five people, no fewer than the letters that you ask for, within 60 days after the close."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.call)

    @property
    def wait(self) -> timedelta:
        return timedelta(days=self.days_after)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    def live(self) -> Self:
        """Asked, and neither declined nor taken back."""
        return self.filter(declined_at=None, ended_at=None)

    def open(self) -> Self:
        """Of whom nothing has come."""
        return self.live().filter(written_at=None)


class Reference(models.Model):
    """One person asked for a letter. Only the SHA-256 of the token is kept, and the token sealed, since reminders carry it again.

    `text` is the letter, a draft until `written_at`. A file lies under `reference:<number>`, which no page of the applicant's serves.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=5, default="es-mx")
    note = models.CharField(_("note"), max_length=300, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    token_sealed = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    text = models.TextField(_("letter"), blank=True)
    saved_at = models.DateTimeField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(_("written"), null=True)
    declined_at = models.DateTimeField(_("declined"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of reference")
        verbose_name_plural = _("letters of reference")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "email"],
                condition=Q(declined_at=None, ended_at=None) & ~Q(email=""),
                name="one_live_reference_per_address",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="reference_email_is_lower_case"),
            models.CheckConstraint(condition=Q(written_at=None) | Q(declined_at=None), name="reference_is_written_or_declined"),
        ]
        indexes = [models.Index(fields=["email"], name="references_by_email")]

    def __str__(self) -> str:
        return self.name or str(_("erased"))

    @property
    def is_live(self) -> bool:
        return not (self.declined_at or self.ended_at)


class ReferenceWaiver(models.Model):
    """The person has nobody who could write, and says why. Staff read it; it opens the way to submit where the call requires letters."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="reference_waiver")
    reason = models.CharField(_("reason"), max_length=600)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("application without letters of reference")
        verbose_name_plural = _("applications without letters of reference")

    def __str__(self) -> str:
        return str(self.application_id)


def asked_by(call: Call) -> ReferencesAsked | None:
    """What the call asks of referees, if anything: no statement where it was fetched along, else one."""
    return getattr(call, "references_asked", None)


def due_of(application: Application, asked: ReferencesAsked) -> datetime:
    """Until when letters for this application may come."""
    return application.deadline + asked.wait


def lacking(application: Application) -> int:
    """How many more people the application has to ask before it can be handed in. No statement where the call requires none or both were
    fetched along (`reference_waiver`, `references`); at most two."""
    asked = asked_by(application.call)
    if asked is None or not asked.required:
        return 0
    if getattr(application, "reference_waiver", None):
        return 0
    return max(0, asked.at_least - sum(reference.is_live for reference in application.references.all()))
