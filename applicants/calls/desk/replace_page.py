"""A form comes from elsewhere: from another call, or out of a file. What it would change is shown before it does."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from applicants.calls.audience import answering
from applicants.calls.desk.call import managed, page
from applicants.calls.form_diff import differences
from applicants.calls.form_versions import build
from applicants.calls.interchange import MOST_BYTES, NotAForm, read_form, written_out
from applicants.calls.models import Call
from applicants.calls.publish import NotAsConfirmed
from applicants.calls.replace_form import mark_of, replace_form

Document = dict[str, Any]


def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it is being written, as one file."""
    call = managed(request, pk)
    response = HttpResponse(written_out(build(call)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"formulario-{call.slug}.json") or "attachment"
    return response


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for a file; POST with one says what is wrong with it or what it would change; POST with what was shown writes it."""
    call = managed(request, pk)
    upload = request.FILES.get("file")
    if request.method != "POST" or (upload is None and "document" not in request.POST):
        return page(request, "import", call, _("Bring a form in from a file"), empty=request.method == "POST", kilobytes=MOST_BYTES // 1024)
    try:
        document = read_form(upload.read(MOST_BYTES + 1) if upload else request.POST["document"].encode("utf-8", "surrogatepass"))
    except NotAForm as refusal:
        title = _("Bring a form in from a file")
        return page(request, "import", call, title, problems=refusal.problems, kilobytes=MOST_BYTES // 1024)
    if upload is None:
        return written(request, call, document, source="file")
    return confirm(request, call, document, _("Bring a form in from a file"), posted=json.dumps(document, ensure_ascii=False))


def copy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET lists the calls with a form, `?de=` one of them shows what would change; POST writes it. Where people have answered already, a form is not
    swapped for that of another call."""
    call = managed(request, pk)
    if answering(call):
        messages.warning(
            request, _("People have begun to answer this call: its form is changed question by question, or by a file of its own.")
        )
        return redirect("admin:applicants_call_form", call.pk)
    user: Any = request.user
    calls = Call.objects.visible_to(user).exclude(pk=call.pk).filter(sections__isnull=False).distinct()
    wanted = request.POST.get("de") or request.GET.get("de") or ""
    if not wanted:
        rows = calls.select_related("cohort__strand__program").order_by("-closes_at", "pk")
        return page(request, "copy", call, _("Take over the form of another call"), calls=rows)
    source = get_object_or_404(calls, pk=wanted if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10 else 0)
    document = build(source)
    if request.method == "POST":
        return written(request, call, document, source=f"call:{source.slug}")
    return confirm(request, call, document, _("Take over the form of another call"), source=source)


def confirm(request: HttpRequest, call: Call, document: Document, title: str, **context: Any) -> HttpResponse:
    """What goes, what comes, what stays."""
    now = build(call)
    return page(
        request,
        "replace",
        call,
        title,
        changes=differences(now, document),
        sections=len(document["sections"]),
        questions=sum(len(section["questions"]) for section in document["sections"]),
        going=sum(len(section["questions"]) for section in now["sections"]),
        confirmed=mark_of(now),
        **context,
    )


def written(request: HttpRequest, call: Call, document: Document, *, source: str) -> HttpResponse:
    try:
        replace_form(call=call, document=document, by=request.user, confirmed=request.POST.get("confirmed", ""), source=source)  # type: ignore[arg-type]
    except NotAsConfirmed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The form is replaced. Applicants see it once you publish."))
    return redirect("admin:applicants_call_form", call.pk)
