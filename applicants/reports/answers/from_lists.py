"""The way to the export of all answers from where staff look at applications: an action on their list (the page of a call links to it)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from applicants.applications.admin import ApplicationAdmin
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest
from applicants.reports.answers.models import CallAnswers


@admin.action(description=_("Export all answers of the call"), permissions=["export"])
def export_applications(model_admin: Any, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse:
    """Leads to the page of the call whose applications are chosen; for several calls to their list."""
    calls = CallAnswers.objects.visible_to(cast(StaffRequest, request).user).filter(pk__in=queryset.order_by().values("call"))
    found = list(calls.order_by("pk").values_list("pk", flat=True)[:2])
    if len(found) == 1:
        return redirect("admin:applicants_callanswers_change", found[0])
    messages.info(request, _("An export holds all applications of one call: choose the call here."))
    return redirect("admin:applicants_callanswers_changelist")


ApplicationAdmin.actions += [export_applications]
