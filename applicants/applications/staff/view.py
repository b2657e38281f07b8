"""One application as staff read it. Each view is written into the audit record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from applicants.applications.asked import answered_form
from applicants.applications.clarification.reading import clarified_files
from applicants.applications.models import Application
from applicants.applications.pages.summary import summary
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.staff.panels import panel_makers, step_makers
from applicants.applications.transcripts.beside import with_transcripts
from applicants.calls.questions.base import file_in
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.consents.models import Consent
from fundportal.files.models import StoredFile
from fundportal.files.ranges import goes_on
from fundportal.files.serve import serve
from fundportal.notifications.models import Notification


def readable(request: StaffRequest, pk: int) -> Application:
    """The application with call, programme, applicant and submission. A foreign one, and a draft, do not exist for the reader."""
    if not request.user.may_somewhere(Permission.READ_APPLICATION):
        raise PermissionDenied
    rows = Application.objects.visible_to(request.user).select_related("call__cohort__strand__program", "applicant", "submission")
    return get_object_or_404(rows, pk=pk)


def application_page(request: StaffRequest, pk: int) -> HttpResponse:
    """All answers as submitted last, the history, letters and consents, and what higher rooms know."""
    application = readable(request, pk)
    record(actor=request.user, verb="view_application", target=application.folio, program_code=application.call.program_code)
    return staff_page(
        request,
        "admin/applicants/application/page.html",
        title=application.folio,
        application=application,
        submission=application.submission,
        parts=answers_of(application),
        files_at=f"{reverse('admin:applicants_application_changelist')}{application.pk}/files/",
        history=application.history.select_related("actor"),
        letters=Notification.objects.visible_to(request.user).filter(about=application.folio).order_by("pk"),
        consents=Consent.objects.filter(about=application.folio).order_by("pk"),
        panels=[shown for maker in panel_makers if (shown := maker(request, application))],
        steps=[step for maker in step_makers for step in maker(request, application)],
    )


def answers_of(application: Application) -> list[Any]:
    """What was handed in last, out of the frozen document, with what has been written of spoken answers."""
    if application.submission is None:
        return []
    answers = submitted(application)
    return list(with_transcripts(summary(answered_form(application.submission, answers), answers), application, answers))


def submitted(application: Application) -> dict[str, Any]:
    """Question key -> answer, as handed in last."""
    answers: dict[str, Any] = json.loads(application.submission.document)["answers"] if application.submission else {}
    return answers


def submitted_files(application: Application) -> dict[str, str]:
    """Id of each file that was handed in, or came as an answer to a question of staff -> key of the question of the form. What lies in the draft is
    not among them."""
    return handed_in_files(submitted(application)) | clarified_files(application)


def handed_in_files(answers: Mapping[str, Any]) -> dict[str, str]:
    """Id of each file in these answers -> key of its question."""
    return {found["file"]: key for key, value in answers.items() if (found := file_in(value))}


def application_file(request: StaffRequest, pk: int, file: UUID) -> HttpResponseBase:
    """A file of the application, under the name that the person gave it."""
    application = readable(request, pk)
    if str(file) not in submitted_files(application):
        raise Http404
    stored = get_object_or_404(StoredFile, pk=file, about=application.folio)
    if not goes_on(request):
        record(actor=request.user, verb="view_file", target=application.folio, program_code=application.call.program_code, file=str(file))
    return serve(request, stored)
