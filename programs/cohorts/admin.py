"""Cohorts and places in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.catalogue.scoped import ScopedAdmin
from programs.cohorts.models import Cohort, Enrolment


@admin.register(Cohort)
class CohortAdmin(ScopedAdmin[Cohort]):
    """Editions with their dates, venue and places. Places taken move by offers and enrolments alone."""

    program_path = "strand__program__code"
    scoped_choices = {"strand": "program__code"}
    list_display = ("name", "strand", "ordinal", "starts_on", "ends_on", "places", "taken", "is_sample")
    list_select_related = ("strand__program",)
    list_filter = (("strand", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", "name_es", "name_en")
    fields = (
        *("strand", "ordinal", "slug", ("name_es", "name_en"), ("starts_on", "ends_on"), ("dates_note_es", "dates_note_en")),
        *(("venue_es", "venue_en"), "places", "taken", "is_sample"),
    )
    readonly_fields = ("taken",)

    def get_readonly_fields(self, request: HttpRequest, obj: Cohort | None = None) -> tuple[str, ...]:
        return ("strand", *self.readonly_fields) if obj else self.readonly_fields

    def view_on_site(self, obj: Cohort) -> str:
        return reverse("cohort", args=[obj.strand.program.slug, obj.slug])


@admin.register(Enrolment)
class EnrolmentAdmin(ScopedAdmin[Enrolment]):
    """Who has a place: to read. People come in by accepting an offer; they leave by withdrawing, or when staff end the place on
    the page of the application."""

    program_path = "cohort__strand__program__code"
    list_display = ("person", "email", "cohort", "project", "enrolled_at", "withdrawn_at")
    list_select_related = ("person", "cohort__strand__program", "project")
    list_filter = (("cohort", admin.RelatedOnlyFieldListFilter), ("withdrawn_at", admin.EmptyFieldListFilter))
    search_fields = ("person__email", "person__name", "person__sort_name", "project__title")
    ordering = ("-enrolled_at", "-id")
    fields = ("who", "email", "cohort", "project", "enrolled_at", "withdrawn_at")
    readonly_fields = ("who", "email")

    @admin.display(description=_("person"))
    def who(self, enrolment: Enrolment) -> str:
        """Without a way to a page that only privacy officers may open."""
        return str(enrolment.person)

    @admin.display(description=_("e-mail address"))
    def email(self, enrolment: Enrolment) -> str:
        return enrolment.person.email

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Enrolment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
