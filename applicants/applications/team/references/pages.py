"""The page on which an applicant asks for letters, and the one that a referee opens with the link."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from applicants.applications.draft.reading import with_plain_breaks
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.rights import Right
from applicants.applications.team.overview import undelivered
from applicants.applications.team.references.answer import Overtaken, decline, find, keep, require_open, stamp
from applicants.applications.team.references.ask import CannotAsk, ask, take_back, waive
from applicants.applications.team.references.forms import AskForm, LetterForm, WaiverForm
from applicants.applications.team.references.models import Reference, ReferenceWaiver, asked_by, due_of
from applicants.applications.team.tokens import LinkSpent
from fundportal.web.arrival import arrived_at
from fundportal.web.numbers import number
from fundportal.web.steady import repeatable


class Row(NamedTuple):
    """One person who was asked, and how it stands; never what they wrote."""

    reference: Reference
    tag: str
    look: str
    open: bool


@never_cache
@login_required
def team_references(request: PersonRequest, folio: str) -> HttpResponse:
    """Who was asked and how it stands, for the team; the lead asks, takes back, or says that there is nobody."""
    application = own(request.user, folio, right=Right.LEAD if request.method == "POST" else Right.READ)
    asked, answer, at = asked_by(application.call), request.POST.get("answer", ""), arrived_at(request)
    if asked is None:
        raise Http404
    asking = AskForm(request.POST if answer == "ask" else None, initial={"language": request.user.language})
    waiver = ReferenceWaiver.objects.filter(application=application).first()
    waiving = WaiverForm(request.POST if answer == "waive" else None)
    try:
        if done := act(request, application, answer, asking, waiving, at):
            messages.success(request, done)
            return redirect("team_references", folio)
    except CannotAsk as refusal:
        bound = waiving if answer == "waive" else asking
        bound.add_error(None, str(refusal.message))
    rows = rows_of(application)
    due = due_of(application, asked)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "asked": asked,
        "due": due,
        "rows": rows,
        "waiver": waiver,
        "may_ask": application.is_led and at <= due and sum(row.reference.is_live for row in rows) < asked.at_most,
        "asking": asking,
        "waiving": waiving,
        "form": waiving if waiving.is_bound else asking,
        "in_time": at <= due,
    }
    return render(request, "applications/team/references.html", context)


def act(request: PersonRequest, application: Application, answer: str, asking: AskForm, waiving: WaiverForm, at: datetime) -> str:
    """What a button asks for. Returns the sentence about what was done, empty when nothing was."""
    lead: dict[str, Any] = {"application": application, "person": request.user}
    if asking.is_valid():
        ask(**lead, **asking.cleaned_data, at=at)
        return _("The letter to %(name)s is on its way.") % {"name": asking.cleaned_data["name"]}
    if waiving.is_valid():
        waive(**lead, reason=waiving.cleaned_data["reason"], at=at)
        return _("Saved. Staff read your reason.")
    if answer == "unwaive":
        waive(**lead, reason="", at=at)
        return _("Saved.")
    if answer == "end" and take_back(**lead, reference_id=number(request.POST.get("reference", ""))):
        return _("The request is taken back, and we tell the person.")
    return ""


def rows_of(application: Application) -> list[Row]:
    rows = list(Reference.objects.filter(application=application, ended_at=None).order_by("pk").defer("text"))
    lost = undelivered([f"reference_request:{row.pk}" for row in rows if row.is_live and not row.saved_at])
    return [row_of(row, lost) for row in rows]


def row_of(row: Reference, lost: set[str]) -> Row:
    if row.written_at:
        return Row(row, pgettext("letter", "Written"), "fp-tag--ok", False)
    if row.declined_at:
        return Row(row, pgettext("letter", "Declined"), "", False)
    if row.saved_at:
        return Row(row, pgettext("letter", "Begun"), "fp-tag--go", True)
    if f"reference_request:{row.pk}" in lost:
        return Row(row, _("The letter did not arrive"), "fp-tag--err", True)
    return Row(row, pgettext("letter", "Asked"), "fp-tag--go", True)


@never_cache
@login_not_required
@repeatable
def reference_letter(request: PersonRequest, token: str) -> HttpResponse:
    """The referee's: who asks and what for; a draft is kept, the letter sent, or declined. What comes too late is shown, so that it can be copied."""
    row, at, answer = find(token), arrived_at(request), request.POST.get("answer", "")
    overtaken = None
    if answer == "decline":
        try:
            decline(row=row, at=at, seen=request.POST.get("seen"))
        except Overtaken as other:
            row = overtaken = other.now
    if row.declined_at or (answer == "decline" and not overtaken):
        return render(request, "applications/team/reference_declined.html", {"application": row.application})
    posted = None if overtaken else request.POST or None
    form = LetterForm(posted, request.FILES or None, initial={"text": row.text, "seen": stamp(row)})
    try:
        asked = require_open(row, at)
        if form.is_valid() and (saved := kept(request, row, form, answer == "send", at)):
            messages.success(request, saved)
            return redirect("reference_letter", token)
    except Overtaken as other:
        row = overtaken = other.now
        fields = request.POST.copy()
        fields["seen"] = stamp(row)
        form = LetterForm(fields)
    except LinkSpent as refusal:
        typed, was = request.POST.get("text", "").strip(), "" if row.declined_at else row.text.strip()
        if not typed and not was and not row.file:
            raise
        late = {"refusal": refusal, "text": typed, "kept": was if was != typed else "", "file": row.file}
        return render(request, "applications/team/reference_late.html", late, status=refusal.status)
    context = {"row": row, "application": row.application, "asked": asked, "due": due_of(row.application, asked), "form": form}
    context |= {"overtaken": overtaken, "declining": answer == "decline", "seen": stamp(row)}
    return render(request, "applications/team/reference.html", context)


def kept(request: PersonRequest, row: Reference, form: LetterForm, send: bool, at: datetime) -> str:
    """Keep or send it; returns the sentence about that, empty when something has to be corrected first."""
    text, upload = with_plain_breaks(form.cleaned_data["text"]), form.cleaned_data["file"]
    if send and not text.strip() and upload is None and row.file is None:
        form.add_error("text", _("Write the letter, or attach it as a file."))
        return ""
    try:
        seen = form.cleaned_data["seen"] if "seen" in request.POST else None
        keep(row=row, text=text, upload=upload, send=send, at=at, seen=seen)
    except ValidationError as error:
        form.add_error("file", error)
        return ""
    if send:
        return _("Your letter has arrived. Thank you.")
    return _("Your draft is kept. It is read only once you send it.") if row.written_at is None else _("Your letter is changed.")
