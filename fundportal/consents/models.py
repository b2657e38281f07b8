"""Privacy notices and what people agreed to.

LFPDPPP (2025) arts. 7-9 and 15-17, LGPDPPSO arts. 20-28: consent per purpose, express for sensitive data, the notice's version kept; the
controller bears the burden of proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Purpose(models.TextChoices):
    """What a person may agree to, one box each, never ticked beforehand."""

    EVALUATE = "evaluate", _("Use my answers to evaluate my application and to write to me about it")
    SENSITIVE = "sensitive", _("Use the sensitive data that I give (self-ascription, health, origin) for the same purpose")
    PUBLICITY = "publicity", _("Publish my name and place of origin if I am selected")
    MONITORING = (
        "monitoring",
        _("Count what I say about myself, apart from my application and together with others, to know whom the calls reach"),
    )


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> Self:
        """Notices of the programmes in which the person writes notices or sets up calls."""
        if user.is_superuser:
            return self
        return self.filter(program_code__in=user.codes_with(Permission.MANAGE_NOTICES) + user.codes_with(Permission.MANAGE_CALL))

    def published(self) -> Self:
        """In force, now or once."""
        return self.filter(published_at__isnull=False)


class Notice(models.Model):
    """One version of a programme's privacy notice. Once published a trigger keeps it as it is; `sha256` is the hash of its canonical JSON."""

    class Controller(models.TextChoices):
        PRIVATE = "private", _("private body (LFPDPPP)")
        PUBLIC = "public", _("public body (LGPDPPSO)")

    program_code = models.SlugField(_("programme"), max_length=30)
    version = models.PositiveIntegerField(_("version"))
    controller_name = models.CharField(_("controller"), max_length=200)
    controller_kind = models.CharField(_("kind of controller"), max_length=10, choices=Controller.choices)
    controller_address = models.CharField(_("address"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact"))
    recipients = models.JSONField(_("recipients"), default=list)  # [{"name": str, "purpose_es": str, "purpose_en": str}]
    short_es = models.TextField(_("short notice (Spanish)"))
    short_en = models.TextField(_("short notice (English)"))
    body_es = models.TextField(_("full notice (Spanish)"))
    body_en = models.TextField(_("full notice (English)"))
    purposes = models.JSONField(_("purposes"), default=list)  # codes of Purpose that the notice covers
    is_sample = models.BooleanField(_("sample text"), default=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")
        constraints = [
            models.UniqueConstraint(fields=["program_code", "version"], name="one_notice_per_version"),
            models.CheckConstraint(condition=Q(published_at=None) | ~Q(sha256=""), name="published_notice_has_a_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.program_code} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.program_code, self.version])

    @property
    def short(self) -> str:
        return self.short_en if get_language() == "en" else self.short_es

    @property
    def body(self) -> str:
        return self.body_en if get_language() == "en" else self.body_es


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One person's agreement to one purpose under one version of a notice, for one matter (`about`, for example an application's folio)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    about = models.CharField(max_length=60)
    given_at = models.DateTimeField(default=timezone.now)
    notice_sha256 = models.CharField(max_length=64)
    wording = models.TextField()  # the sentence beside the box, in the language in which it was read
    language = models.CharField(max_length=5)
    authentication = models.CharField(max_length=40)  # how the person had signed in: "code", "password", "mfa"…
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "notice", "purpose", "about"], condition=Q(withdrawn_at=None), name="one_standing_consent_per_purpose"
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="consent_purpose_is_known"),
        ]
        indexes = [models.Index(fields=["about", "purpose"], name="consent_by_matter")]

    def __str__(self) -> str:
        return f"{self.person} · {self.purpose} · {self.about}"
