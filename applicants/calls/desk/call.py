"""The call that a page of the desk is about, and the frame of the page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from applicants.calls.models import Call, Question, Section
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record


def managed(request: HttpRequest, pk: int) -> Call:
    """The call, when the person sets up calls of its programme; 404 for one that is out of sight, 403 for one that may only be read."""
    user: Any = request.user
    rows = Call.objects.visible_to(user).select_related("cohort__strand__program", "notice", "form_version")
    call = get_object_or_404(rows, pk=pk)
    if not user.may(Permission.MANAGE_CALL, call.program_code):
        raise PermissionDenied
    return call


def section_of(call: Call, pk: int) -> Section:
    return get_object_or_404(call.sections, pk=pk)


def question_of(call: Call, pk: int) -> Question:
    return get_object_or_404(Question.objects.filter(section__call=call).select_related("section"), pk=pk)


def page(request: HttpRequest, template: str, call: Call, title: Any, **context: Any) -> HttpResponse:
    """A page of the admin about a call."""
    frame = {**admin.site.each_context(request), "opts": Call._meta, "title": title, "call": call, **context}
    return TemplateResponse(request, f"admin/applicants/call/{template}.html", frame)


def write_down(actor: User, call: Call, verb: str, **detail: Any) -> None:
    """An audit row for a change of the form."""
    record(actor=actor, verb=verb, target=f"call:{call.slug}", program_code=call.program_code, **detail)
