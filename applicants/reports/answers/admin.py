"""The programme staff's door in the admin: all answers of a call, to take away."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.page import StaffRequest
from applicants.reports.answers import pages
from applicants.reports.answers.models import CallAnswers
from fundportal.accounts.roles import Permission


@admin.register(CallAnswers)
class CallAnswersAdmin(admin.ModelAdmin[CallAnswers]):
    """A list of calls; each leads to a page that says what an export holds, and makes it."""

    list_display = ("title_shown", "program", "closes_at", "status")
    ordering = ("-closes_at", "pk")
    actions = None
    show_full_result_count = False

    @admin.display(description=_("call"), ordering="title_es")
    def title_shown(self, call: CallAnswers) -> str:
        return str(call.title)

    @admin.display(description=_("programme"), ordering="cohort__strand__program__order")
    def program(self, call: CallAnswers) -> str:
        return str(call.cohort.strand.program.short_name)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            CallAnswers.objects.visible_to(cast(StaffRequest, request).user)
            .select_related("cohort__strand__program")
            .order_by(*self.ordering)
        )

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("", wrap(self.changelist_view), name="applicants_callanswers_changelist"),
            path("<int:pk>/", wrap(pages.answers), name="applicants_callanswers_change"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return cast(StaffRequest, request).user.may_somewhere(Permission.EXPORT_APPLICATIONS)

    def has_view_permission(self, request: HttpRequest, obj: CallAnswers | None = None) -> bool:
        if obj is None:
            return cast(StaffRequest, request).user.may_somewhere(Permission.EXPORT_APPLICATIONS)
        return cast(StaffRequest, request).user.may(Permission.EXPORT_APPLICATIONS, obj.program_code)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CallAnswers | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CallAnswers | None = None) -> bool:
        return False
