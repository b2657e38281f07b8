"""The page that says what an export of answers holds, and makes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_http_methods

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.models import FormVersion
from applicants.reports.answers.export import Answers, answers_of, export_csv, export_xlsx
from applicants.reports.answers.models import CallAnswers
from applicants.reports.as_xlsx import MEDIA_TYPE
from applicants.reports.formats import Format


@require_http_methods(["GET", "POST"])
def answers(request: StaffRequest, pk: int) -> HttpResponseBase:
    """GET: how many applications, whose data, which columns. POST: the file, with an entry in the audit record."""
    calls = CallAnswers.objects.visible_to(request.user)
    versions = list(FormVersion.objects.filter(call_id=pk, call__in=calls).select_related("call__cohort__strand__program"))
    if not versions:
        raise Http404
    found = answers_of(versions)
    if request.method == "POST":
        return export(request, found)
    handed_in = Application.objects.filter(call=found.call, submission__isnull=False, applicant__erased_at=None)  # as the file has them
    return staff_page(
        request,
        "admin/applicants/callanswers/answers.html",
        title=found.call.title,
        opts=CallAnswers._meta,
        call=found.call,
        columns=found.columns,
        applications=handed_in.count(),
        formats=list(Format),
    )


def export(request: StaffRequest, found: Answers) -> HttpResponseBase:
    """The file that was asked for, as a stream."""
    wanted = request.POST.get("format")
    if wanted not in Format.values:
        raise BadRequest("format")
    if wanted == Format.XLSX:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        export_xlsx(answers=found, by=request.user, file=file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{found.call.slug}.xlsx", content_type=MEDIA_TYPE)
    rows = export_csv(answers=found, by=request.user, with_bom=wanted == Format.CSV_FOR_EXCEL)
    return attachment(rows, f"{found.call.slug}.csv")


def attachment(rows: Iterator[bytes], name: str) -> HttpResponse | StreamingHttpResponse:
    """A stream to save. It is not compressed here (a reverse proxy may): that would cost more than all of the export."""
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Encoding"] = "identity"
    response.headers["Cache-Control"] = "no-store"
    return response
