"""A draft as a file: taken along, and taken up again on another telephone."""

from __future__ import annotations

import json
import secrets
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from applicants.applications.deadline import may_edit
from applicants.applications.draft.copy_in import MOST_BYTES, Change, Compared, NotACopy, compared, read_copy, take_up
from applicants.applications.draft.copy_out import copied
from applicants.applications.draft.merge import Slot
from applicants.applications.draft.renew import renewed
from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.receipt import download
from applicants.applications.rights import Right
from applicants.calls.form_versions import form_version
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question, Shown, is_answered, strings
from applicants.calls.voice.answer import has_parts
from fundportal.web.arrival import arrived_at
from fundportal.web.bilingual import pick
from fundportal.web.refusals import TooLarge
from fundportal.web.steady import repeatable


class Line(NamedTuple):
    """A question that the file would change; `replaces` when something stands there already."""

    key: str
    label: str
    now: Shown
    new: Shown
    replaces: bool


@never_cache
@login_required
def copy_file(request: PersonRequest, folio: str) -> HttpResponse:
    """The draft as a download, as far as the reader may see it."""
    application = own(request.user, folio, right=Right.READ)
    content = json.dumps(copied(application, arrived_at(request)), ensure_ascii=False, indent=1)
    return download(content.encode(), "application/json", f"{application.folio}.json")


@never_cache
@login_required
@repeatable
def copy_page(request: PersonRequest, folio: str) -> HttpResponse:
    """GET offers the file, and takes one from who applies; POST with a file shows what it would change, POST with what was chosen saves it."""
    application = renewed(own(request.user, folio, right=Right.LEAD if request.method == "POST" else Right.READ), arrived_at(request))
    if request.method != "POST":
        editable = application.is_led and may_edit(application, arrived_at(request))
        return render(request, "applications/copy.html", {"application": application, "editable": editable})
    if not may_edit(application, arrived_at(request)):
        raise NotEditable
    text = sent_text(request)
    found = compared(read_copy(text, application=application), application, form_version(application.form_version_id))
    if "copy" in request.POST:
        return taken(request, application, found)
    context = {
        "application": application,
        "lines": [line(change) for change in found.changes],
        "strange": len(found.strange),
        "files": found.files,
        "copy": text,
        "base": application.revision,
        "mark": secrets.token_hex(8),
    }
    return render(request, "applications/copy_compare.html", context)


def sent_text(request: PersonRequest) -> str:
    """The file's text, sent as a file or along with what was chosen. Raises TooLarge, NotACopy."""
    upload = request.FILES.get("file")
    if "copy" not in request.POST and upload is None:
        raise NotACopy(_("Choose the file first."))
    if (upload.size or 0 if upload else len(request.POST.get("copy", ""))) > MOST_BYTES:
        raise TooLarge(_("The file is larger than 1 MB, which no draft is."))
    try:
        return upload.read().decode() if upload else request.POST["copy"]
    except UnicodeDecodeError as error:
        raise NotACopy(_("This is no file that the portal has made: it cannot be read.")) from error


def line(change: Change) -> Line:
    q = change.question
    return Line(q["key"], pick(q["label"]), shown(q, change.now), shown(q, change.new), is_answered(change.now.value))


def shown(q: Question, slot: Slot) -> Shown:
    return (
        Shown("lines", list(strings(slot.value)))
        if slot.typed and not has_parts(slot.value)
        else question_type(q["kind"]).show(slot.value, q)
    )


def taken(request: PersonRequest, application: Application, found: Compared) -> HttpResponse:
    """Save what was ticked, and say what came of it."""
    chosen = [change for change in found.changes if change.question["key"] in request.POST.getlist("take")]
    kept, waiting, withheld = take_up(
        application=application,
        person=request.user,
        form=form_version(application.form_version_id),
        changes=chosen,
        mark=request.POST.get("mark", "")[:16],
        base=request.POST.get("base", ""),
        at=arrived_at(request),
    )
    messages.success(request, ngettext("%(n)d answer of the file is saved.", "%(n)d answers of the file are saved.", kept) % {"n": kept})
    if waiting:
        messages.warning(request, _("Some had been changed meanwhile: both versions are kept, and you choose in their section."))
    if withheld:
        messages.warning(request, _("Some ask for sensitive data: agree in their section first, then take the file up again."))
    return redirect("sections", application.folio)
