"""Calls in which a member of staff decides, and applications about which one does."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest
from applicants.calls.models import Call
from fundportal.accounts.roles import Permission


def call_for(request: StaffRequest, pk: int) -> Call:
    """The call, with cohort and programme. A foreign one does not exist for the reader; who decides nowhere may not come in."""
    if not request.user.may_somewhere(Permission.DECIDE):
        raise PermissionDenied
    found = get_object_or_404(Call.objects.visible_to(request.user).select_related("cohort__strand__program"), pk=pk)
    if not request.user.may(Permission.DECIDE, found.program_code):
        raise PermissionDenied
    return found


def application_for(request: StaffRequest, pk: int) -> Application:
    """The application, with call, cohort, programme and applicant. A foreign one, or one's own, does not exist for the reader."""
    if not request.user.may_somewhere(Permission.DECIDE):
        raise PermissionDenied
    rows = Application.objects.visible_to(request.user).select_related("call__cohort__strand__program", "applicant")
    found = get_object_or_404(rows.defer("answers", "revisions"), pk=pk)
    if not request.user.may(Permission.DECIDE, found.call.program_code):
        raise PermissionDenied
    return found
