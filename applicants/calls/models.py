"""Calls for participants, the forms that staff write for them, and the versions that people answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from fundportal.consents.models import Notice
from fundportal.web.bilingual import Bilingual
from programs.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> Self:
        """Calls of the programmes in which the person sets up calls or reads applications."""
        if user.is_superuser:
            return self
        codes = user.codes_with(Permission.MANAGE_CALL) + user.codes_with(Permission.READ_APPLICATION)
        return self.filter(cohort__strand__program__code__in=codes)

    def public(self) -> Self:
        """What anonymous visitors may see: published calls of public programmes, closed ones included, the next deadline first."""
        return self.listed().select_related("notice")

    def listed(self) -> Self:
        """The same for a list: without the notice. The form is never joined: `form_versions` keeps it in memory."""
        shown = self.filter(status=Call.Status.PUBLISHED, cohort__strand__program__is_public=True)
        return shown.select_related("cohort__strand__program").order_by("closes_at", "pk")


class Call(models.Model):
    """An invitation to apply for the places of one cohort.

    Instants are UTC; the deadline belongs to `time_zone` and is shown in that and in the reader's. `closes_at` is the standing one: an
    extension moves it and leaves a public row behind. Whether the call is open follows from the clock, never from a flag.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        ARCHIVED = "archived", _("archived")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+", verbose_name=_("cohort"))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    folio_prefix = models.CharField(
        _("folio prefix"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,4}\d{2}$", _("Two to four capital letters and the year, like CCC27."))],
    )
    title_es = models.CharField(_("title (Spanish)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    summary_es = models.TextField(_("summary (Spanish)"))
    summary_en = models.TextField(_("summary (English)"))
    who_es = models.TextField(_("who can apply (Spanish)"), help_text=_("One requirement a line."))
    who_en = models.TextField(_("who can apply (English)"), help_text=_("One requirement a line."))
    needs_es = models.TextField(_("what is needed (Spanish)"), help_text=_("One thing a line."))
    needs_en = models.TextField(_("what is needed (English)"), help_text=_("One thing a line."))
    decided_es = models.TextField(_("how it is decided (Spanish)"))
    decided_en = models.TextField(_("how it is decided (English)"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Mexico_City")
    grace_minutes = models.PositiveSmallIntegerField(
        _("grace, in minutes"), default=30, help_text=_("For who tried to submit before the deadline and has something to correct.")
    )
    outage_minutes = models.PositiveSmallIntegerField(
        _("tolerated outage, in minutes"),
        default=10,
        db_default=10,
        validators=[MinValueValidator(3)],
        help_text=_("If the portal is away longer than that in the last 48 hours, you are asked whether the deadline is extended."),
    )
    decision_by = models.DateField(_("promised date of decision"))
    offer_days = models.PositiveSmallIntegerField(_("days to accept an offer"), default=7, validators=[MinValueValidator(1)])
    minutes = models.PositiveSmallIntegerField(_("minutes that it takes"), default=40)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("privacy notice"))
    form_version = models.ForeignKey(
        "applicants.FormVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("form version")
    )
    rules_version = models.ForeignKey("applicants.RulesVersion", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Dates, requirements and form are shown as an example."))

    title = Bilingual(_("title"))
    summary = Bilingual()
    who = Bilingual()
    needs = Bilingual()
    decided = Bilingual()

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("A call cannot close before it opens."),
            ),
            models.CheckConstraint(condition=Q(status__in=["draft", "published", "archived"]), name="call_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(form_version__isnull=False, notice__isnull=False),
                name="published_call_has_form_and_notice",
                violation_error_message=_("A published call needs a published form and a privacy notice."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def requirements(self) -> list[str]:
        """Who can apply, one requirement each."""
        return [line for line in self.who.splitlines() if line.strip()]

    @property
    def things_needed(self) -> list[str]:
        """What is needed, one thing each."""
        return [line for line in self.needs.splitlines() if line.strip()]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def program_code(self) -> str:
        """Needs `cohort__strand__program` at hand, or three statements."""
        return self.cohort.strand.program.code

    def decision_is_late(self, at: datetime | None = None) -> bool:
        """Whether the day on which a decision was promised is over (at this instant, or now) on the call's clock."""
        return self.decision_by < (at or timezone.now()).astimezone(self.zone).date()

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether an application may be started at this instant (now, when not given)."""
        at = at or timezone.now()
        return self.status == self.Status.PUBLISHED and self.opens_at <= at < self.closes_at


class Section(models.Model):
    """A page of a call's form, as staff edit it. What applicants see is the published form version.

    `show_when` says on which answers it depends whether it is asked (see conditions.py), `repeat` how often it is filled in: {"min": 1, "max": 10}.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(_("key"), max_length=30)
    title_es = models.CharField(_("title (Spanish)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    help_es = models.TextField(_("explanation (Spanish)"), blank=True)
    help_en = models.TextField(_("explanation (English)"), blank=True)
    show_when = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    repeat = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    title = Bilingual()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "key"], name="one_section_per_key")]

    def __str__(self) -> str:
        return str(self.title)


class Question(models.Model):
    """A question of a section. `config` is what its type needs (limits, options, columns); the type checks it. `show_when` says on which answers it
    depends whether it is asked, `prefill` which fact about the person is offered as the answer (see prefill.py)."""

    class Tier(models.IntegerChoices):
        """From which blind tier on a reviewer no longer sees the answer (0: always shown)."""

        SHOWN = 0, _("always shown")
        CONTACT = 1, _("hidden with names and contacts")
        BACKGROUND = 2, _("hidden with schools and employers")
        ALL = 3, _("hidden with all but the project")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(_("key"), max_length=40)
    kind = models.CharField(_("type"), max_length=20)
    label_es = models.CharField(_("question (Spanish)"), max_length=300)
    label_en = models.CharField(_("question (English)"), max_length=300)
    help_es = models.TextField(_("help (Spanish)"), blank=True)
    help_en = models.TextField(_("help (English)"), blank=True)
    easy_es = models.TextField(_("easy explanation (Spanish)"), blank=True, db_default="")
    easy_en = models.TextField(_("easy explanation (English)"), blank=True, db_default="")
    audio_es = models.ForeignKey("applicants.Sound", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    audio_en = models.ForeignKey("applicants.Sound", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    required = models.BooleanField(_("required"), default=True)
    tier = models.PositiveSmallIntegerField(_("blind tier"), choices=Tier.choices, default=Tier.SHOWN)
    sensitive = models.BooleanField(_("sensitive data"), default=False, help_text=_("Asked only after express consent for sensitive data."))
    show_when = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    prefill = models.CharField(_("filled in beforehand with"), max_length=20, blank=True, db_default="")
    config = models.JSONField(_("settings"), default=dict, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    label = Bilingual()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["section", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return str(self.label)


class FormVersion(models.Model):
    """A form as published: one immutable JSON document (a trigger refuses changes), known by its id for ever.

    {"sections": [{"key", "title": {"es", "en"}, "help": {…}, "questions": [{"key", "kind", "label", "help", "required", "tier", "sensitive", "config"}]}]};
    a question's key is unique within the whole document. Only where they are set: "show_when" and "repeat" of a section; "show_when" and "prefill" of a
    question, "easy", its text in plain sentences, and "audio", the sounds {"es": {"id", "sha256", "type", "size"}, "en": …}.
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="form_versions")
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published"), default=timezone.now, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_form_version_per_number")]

    def __str__(self) -> str:
        return f"{self.call} v{self.number}"

    @property
    def sections(self) -> list[dict[str, Any]]:
        sections: list[dict[str, Any]] = self.document["sections"]
        return sections


class Extension(models.Model):
    """A later deadline, for all or for one application (named by its folio, which is not shown), with its reason. Both are public."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="extensions")
    folio = models.CharField(_("folio"), max_length=20, blank=True)
    old_closes_at = models.DateTimeField()
    closes_at = models.DateTimeField(_("new deadline"))
    reason_es = models.CharField(_("reason (Spanish)"), max_length=300)
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    reason = Bilingual()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("old_closes_at")),
                name="extension_is_later",
                violation_error_message=_("An extension must be later than the deadline."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.closes_at:%Y-%m-%d %H:%M}"
