"""The PR team's door in the admin: cohort reports, to read and to export."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.page import StaffRequest
from applicants.reports import pages
from applicants.reports.models import CohortReport
from fundportal.accounts.roles import Permission


@admin.register(CohortReport)
class CohortReportAdmin(admin.ModelAdmin[CohortReport]):
    """A list of cohorts, each with its report. Nothing is added, changed or deleted here, and no person or application is linked."""

    list_display = ("name", "program", "starts_on", "places")
    list_display_links = ("name",)
    ordering = ("strand__program__order", "-ordinal")
    actions = None
    show_full_result_count = False

    @admin.display(description=_("programme"), ordering="strand__program__order")
    def program(self, cohort: CohortReport) -> str:
        return str(cohort.strand.program.short_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return CohortReport.objects.visible_to(cast(StaffRequest, request).user).select_related("strand__program").order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("", wrap(self.changelist_view), name="applicants_cohortreport_changelist"),
            path("<int:pk>/", wrap(pages.report), name="applicants_cohortreport_change"),
            path("<int:pk>/export/", wrap(pages.export), name="applicants_cohortreport_export"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.EXPORT_REPORT)

    def has_view_permission(self, request: HttpRequest, obj: CohortReport | None = None) -> bool:
        if obj is None:
            return cast(StaffRequest, request).user.may_somewhere(Permission.EXPORT_REPORT)
        return cast(StaffRequest, request).user.may(Permission.EXPORT_REPORT, obj.strand.program.code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CohortReport | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CohortReport | None = None) -> bool:
        return False
