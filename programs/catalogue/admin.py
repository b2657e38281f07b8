"""Programmes, strands and organizations in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from fundportal.accounts.roles import Permission
from fundportal.audit.recorded import RecordedAdmin
from programs.catalogue.forms import ProgramForm
from programs.catalogue.models import Organization, Partnership, Program, Strand
from programs.catalogue.scoped import ScopedAdmin, ScopedInline


class PartnershipInline(ScopedInline):
    model = Partnership
    fields = ("organization", "role", "order")


class StrandInline(ScopedInline):
    model = Strand
    fields = ("code", "name_es", "name_en", "mode", "unit", "order")
    show_change_link = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Program)
class ProgramAdmin(ScopedAdmin[Program]):
    """What the public page says; a new programme is made by an administrator, since memberships hang on its code."""

    program_path = "code"
    staff_add = False
    form = ProgramForm
    inlines = (PartnershipInline, StrandInline)
    list_display = ("short_name", "name", "colour", "is_public")
    search_fields = ("code", "name_es", "name_en", "short_name_es", "short_name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Program | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def view_on_site(self, obj: Program) -> str:
        return reverse("program", args=[obj.slug])


@admin.register(Strand)
class StrandAdmin(ScopedAdmin[Strand]):
    """A line of a programme, with its texts."""

    program_path = "program__code"
    scoped_choices = {"program": "code"}
    list_display = ("name", "program", "mode", "unit")
    list_select_related = ("program",)
    list_filter = (("program", admin.RelatedOnlyFieldListFilter), "mode", "unit")
    search_fields = ("code", "name_es", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Strand | None = None) -> tuple[str, ...]:
        return ("program", "code") if obj else ()


@admin.register(Organization)
class OrganizationAdmin(RecordedAdmin[Organization]):
    """Partners are shared by all programmes: whoever manages one may look them up and add one; administrators correct them."""

    list_display = ("name", "acronym", "sector")
    search_fields = ("code", "acronym", "name_es", "name_en")
    ordering = ("name_es",)
    show_full_result_count = False
    actions = None

    def manages(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.may_somewhere(Permission.MANAGE_PROGRAM))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_view_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return self.manages(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return bool(request.user.is_superuser)
