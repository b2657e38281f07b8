"""What the fund runs and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import Bilingual

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class Organization(models.Model):
    """A partner of the fund. `sector` decides which privacy law binds it as a controller."""

    class Sector(models.TextChoices):
        PRIVATE = "private", _("private")
        PUBLIC = "public", _("public")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_es = models.CharField(_("name (Spanish)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices)

    name = Bilingual(_("name"))

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name_es"]

    def __str__(self) -> str:
        return self.acronym or self.name


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: User) -> Self:
        """Programmes of which the person is staff, in any role."""
        return self if user.is_superuser else self.filter(code__in=list(user.scopes))

    def public(self) -> Self:
        """As the public pages show them: in order, with partners and strands at hand."""
        return self.filter(is_public=True).prefetch_related("partnerships__organization", "strands__cohorts")


class Program(models.Model):
    """One initiative. `code` never changes: memberships, letters and the audit record know a programme by it."""

    class Colour(models.TextChoices):
        TEAL = "teal", _("teal")
        AMBER = "amb", _("amber")
        MAGENTA = "mag", _("magenta")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kicker_es = models.CharField(_("kicker (Spanish)"), max_length=80)
    kicker_en = models.CharField(_("kicker (English)"), max_length=80)
    name_es = models.CharField(_("name (Spanish)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    short_name_es = models.CharField(_("short name (Spanish)"), max_length=80)
    short_name_en = models.CharField(_("short name (English)"), max_length=80)
    summary_es = models.TextField(_("summary (Spanish)"))
    summary_en = models.TextField(_("summary (English)"))
    topics_es = models.JSONField(_("topics (Spanish)"), default=list, blank=True)
    topics_en = models.JSONField(_("topics (English)"), default=list, blank=True)
    about_es = models.TextField(_("about (Spanish)"), blank=True)
    about_en = models.TextField(_("about (English)"), blank=True)
    colour = models.CharField(_("colour"), max_length=5, choices=Colour.choices)
    is_public = models.BooleanField(_("shown to the public"), default=True)

    kicker = Bilingual()
    name = Bilingual(_("name"))
    short_name = Bilingual(_("short name"))
    summary = Bilingual()
    topics = Bilingual()
    about = Bilingual()

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return str(self.short_name)


class Partnership(models.Model):
    """An organization in one role within a programme."""

    class Role(models.TextChoices):
        DESIGNER = "designer", _("Designed by")
        PARTNER = "partner", pgettext_lazy("partnership", "With")
        IMPLEMENTER = "implementer", _("Implemented by")
        COLLABORATOR = "collaborator", _("In collaboration with")
        HOST = "host", _("Hosted by")
        CO_SPONSOR = "co_sponsor", _("Co-sponsored by")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="partnerships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name=_("organization"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "organization", "role"], name="one_partnership_per_role"),
            models.CheckConstraint(
                condition=Q(role__in=["designer", "partner", "implementer", "collaborator", "host", "co_sponsor"]),
                name="partnership_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organization}"


class StrandQuerySet(models.QuerySet["Strand"]):
    def visible_to(self, user: User) -> Self:
        """Strands of the programmes that the person manages."""
        return self if user.is_superuser else self.filter(program__code__in=user.codes_with(Permission.MANAGE_PROGRAM))


class Strand(models.Model):
    """A line of a programme: with selection through a call, or with open registration. Its unit is a person or a film project with its team."""

    class Mode(models.TextChoices):
        SELECTION = "selection", _("selection through a call")
        OPEN = "open", _("open registration")

    class Unit(models.TextChoices):
        PERSON = "person", _("person")
        PROJECT = "project", _("film project")

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="strands", verbose_name=_("programme"))
    code = models.SlugField(_("code"), max_length=30)
    name_es = models.CharField(_("name (Spanish)"), max_length=200)
    name_en = models.CharField(_("name (English)"), max_length=200)
    summary_es = models.TextField(_("summary (Spanish)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    mode = models.CharField(_("entry"), max_length=10, choices=Mode.choices)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices, default=Unit.PERSON)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Bilingual(_("name"))
    summary = Bilingual()

    objects = StrandQuerySet.as_manager()

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "code"], name="one_strand_per_code"),
            models.CheckConstraint(condition=Q(mode__in=["selection", "open"]), name="strand_mode_is_known"),
            models.CheckConstraint(condition=Q(unit__in=["person", "project"]), name="strand_unit_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.program} · {self.name}"
