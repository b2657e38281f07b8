"""The door in the admin."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.page import StaffRequest
from applicants.selection.funnel.models import CohortFunnel
from applicants.selection.funnel.page import funnel_page
from fundportal.accounts.roles import Permission


@admin.register(CohortFunnel)
class CohortFunnelAdmin(admin.ModelAdmin[CohortFunnel]):
    """A list of cohorts, each with its funnel."""

    list_display = ("name", "program", "starts_on", "places")
    list_display_links = ("name",)
    ordering = ("strand__program__order", "-ordinal")
    actions = None
    show_full_result_count = False

    @admin.display(description=_("programme"), ordering="strand__program__order")
    def program(self, cohort: CohortFunnel) -> str:
        return str(cohort.strand.program.short_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = CohortFunnel.objects.visible_to(cast(StaffRequest, request).user)
        return rows.select_related("strand__program").order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("", wrap(self.changelist_view), name="applicants_cohortfunnel_changelist"),
            path("<int:pk>/", wrap(funnel_page), name="applicants_cohortfunnel_change"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: CohortFunnel | None = None) -> bool:
        user = cast(StaffRequest, request).user
        if obj is None:
            return user.may_somewhere(Permission.VIEW_EQUITY_FUNNEL)
        return user.may(Permission.VIEW_EQUITY_FUNNEL, obj.strand.program.code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CohortFunnel | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CohortFunnel | None = None) -> bool:
        return False
