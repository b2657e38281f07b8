"""The receipt: as a page, as a PDF, and the documents with which anybody can check it offline."""

from __future__ import annotations

import textwrap
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from applicants.applications.deadline import may_edit
from applicants.applications.letters import absolute
from applicants.applications.models import Application, Submission
from applicants.applications.own import own
from applicants.applications.pages.aside import aside
from applicants.applications.pages.person import PersonRequest
from applicants.applications.receipt.pdf import receipt_pdf
from applicants.applications.receipt.qr import path
from applicants.applications.status import STAGES
from applicants.applications.team.collective.lines import in_one_line
from fundportal.web.arrival import arrived_at


@never_cache
@login_required
def receipt(request: PersonRequest, folio: str) -> HttpResponse:
    """The newest submission's receipt, and what comes next."""
    application, submission = submitted(request, folio)
    address = absolute("verify", request.LANGUAGE_CODE, submission.code)
    qr_size, qr_path = path(address)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "submission": submission,
        "collective": in_one_line(whose) if (whose := submission.content.get("collective")) else "",
        "stage": STAGES[application.state],
        "editable": may_edit(application, arrived_at(request)),
        "aside": aside(application, request.user, arrived_at(request)),
        "verify_path": reverse("verify", args=[submission.code]),
        "hash": textwrap.wrap(submission.sha256, 4),
        "files": [(file["name"], textwrap.wrap(file["sha256"], 4)) for file in submission.content["files"]],
        "qr_view": qr_size + 4,
        "qr_path": qr_path,
    }
    return render(request, "applications/receipt.html", context)


@never_cache
@login_required
def receipt_file(request: PersonRequest, folio: str) -> HttpResponse:
    """The PDF."""
    application, submission = submitted(request, folio)
    name = f"{application.folio}-{submission.number}.pdf"
    return download(receipt_pdf(application, submission), "application/pdf", name)


@never_cache
@login_required
def receipt_document(request: PersonRequest, folio: str) -> HttpResponse:
    """The frozen document, byte for byte as it was hashed."""
    application, submission = submitted(request, folio)
    return download(submission.document.encode(), "application/json", f"{application.folio}-{submission.number}.json")


def submitted(request: PersonRequest, folio: str) -> tuple[Application, Submission]:
    """The person's own application and its newest submission, or Http404."""
    application = own(request.user, folio, "submission")
    if application.submission is None:
        raise Http404
    return application, application.submission


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return response
