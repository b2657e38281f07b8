"""Editions of a strand, and who has a place in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import Bilingual
from programs.catalogue.models import Strand
from programs.projects.models import Project

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def visible_to(self, user: User) -> Self:
        """Cohorts of the programmes that the person manages or reports on."""
        if user.is_superuser:
            return self
        codes = user.codes_with(Permission.MANAGE_PROGRAM) + user.codes_with(Permission.EXPORT_REPORT)
        return self.filter(strand__program__code__in=codes)

    def public(self) -> Self:
        """Of programmes that are shown to the public, with strand and programme at hand."""
        return self.filter(strand__program__is_public=True).select_related("strand__program")


class CohortDoorQuerySet(CohortQuerySet):
    """Of a proxy of Cohort that names its permission as `opened_by`."""

    def visible_to(self, user: User) -> Self:
        """Cohorts of the programmes in which the person has the permission of this door."""
        if user.is_superuser:
            return self
        permission: Permission = self.model.opened_by  # type: ignore[attr-defined]
        return self.filter(strand__program__code__in=user.codes_with(permission))


class Cohort(models.Model):
    """One edition: an ordinal, dates (may be unknown), a venue, places.

    `taken` counts the places that are held: one by each open offer and one by each standing enrolment. It moves only through
    `programs.cohorts.places`, and the database never lets it pass `places`. `places` is None where the number is not known yet: then nothing is offered.
    """

    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("strand"))
    ordinal = models.PositiveSmallIntegerField(_("edition"))
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    dates_note_es = models.CharField(_("dates in words (Spanish)"), max_length=120, blank=True)
    dates_note_en = models.CharField(_("dates in words (English)"), max_length=120, blank=True)
    venue_es = models.CharField(_("venue (Spanish)"), max_length=200, blank=True)
    venue_en = models.CharField(_("venue (English)"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    is_sample = models.BooleanField(_("sample"), default=False)

    name = Bilingual(_("name"))
    dates_note = Bilingual()
    venue = Bilingual()

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["strand", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["strand", "ordinal"], name="one_cohort_per_edition", violation_error_message=_("This edition exists already.")
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_starts",
                violation_error_message=_("A cohort cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(taken=0) | Q(places__isnull=False, taken__lte=F("places")),
                name="cohort_is_never_overfull",
                violation_error_message=_("More places are taken than that."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def free(self) -> int:
        """Places that nobody holds."""
        return (self.places or 0) - self.taken


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: User) -> Self:
        """Enrolments in the programmes that the person manages."""
        return self if user.is_superuser else self.filter(cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_PROGRAM))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)


class Enrolment(models.Model):
    """A place in a cohort, of a person or of a film project led by that person."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("cohort"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments", verbose_name=_("film project")
    )
    enrolled_at = models.DateTimeField(_("enrolled"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=Q(withdrawn_at=None),
                name="one_standing_enrolment_per_person",
                violation_error_message=_("This person already has a place in this cohort."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cohort}"
