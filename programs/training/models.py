"""Sessions of a cohort and the guests who teach in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import Bilingual
from programs.cohorts.models import Cohort

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class GuestQuerySet(models.QuerySet["Guest"]):
    def visible_to(self, user: User) -> Self:
        """Guests are shared by all programmes: whoever manages one may see them."""
        return self if user.may_somewhere(Permission.MANAGE_PROGRAM) else self.none()


class Guest(models.Model):
    """An expert who shares experience, national or international."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, blank=True)  # ISO 3166-1 alpha-2
    about_es = models.TextField(_("about (Spanish)"), blank=True)
    about_en = models.TextField(_("about (English)"), blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    about = Bilingual()

    objects = GuestQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        ordering = ["name"]

    def __str__(self) -> str:
        return str(self.name)


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: User) -> Self:
        """Sessions of the programmes that the person manages."""
        return self if user.is_superuser else self.filter(cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_PROGRAM))


class Session(models.Model):
    """One meeting of a cohort. Instants are UTC; `time_zone` is where it happens."""

    class Kind(models.TextChoices):
        COURSE = "course", _("course session")
        MASTER_CLASS = "master_class", _("master class")
        CONSULTANCY = "consultancy", _("consultancy")
        SCREENING = "screening", _("screening")
        ACTIVITY = "activity", _("festival activity")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("cohort"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COURSE)
    title_es = models.CharField(_("title (Spanish)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/Mexico_City")
    venue_es = models.CharField(_("venue (Spanish)"), max_length=200, blank=True)
    venue_en = models.CharField(_("venue (English)"), max_length=200, blank=True)
    guests = models.ManyToManyField(Guest, related_name="sessions", blank=True, verbose_name=_("guests"))

    title = Bilingual(_("title"))
    venue = Bilingual()

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message=_("A session cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
