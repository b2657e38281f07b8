"""One question of staff, and the one answer that it reopens."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime
from hashlib import file_digest
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from applicants.applications.clarification.about import form_handed_in
from applicants.applications.clarification.answer import ANSWERED, NoLongerOpen, NothingNew, answer, require_open
from applicants.applications.clarification.models import Clarification
from applicants.applications.clarification.reading import as_read
from applicants.applications.draft.parked import belongs, parked, to_sign_in, unpark
from applicants.applications.draft.reading import read
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.handed_back import Whose, waits_for_another, whose
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.summary import files_at
from applicants.applications.two_clocks import face, other_zone
from applicants.calls.form_versions import LoadedSection
from applicants.calls.questions.base import Json, file_in
from applicants.calls.section_form import SectionForm, section_form
from fundportal.accounts.devices import called, keeper
from fundportal.files.models import StoredFile
from fundportal.files.resumable.finish import finished
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.files import arrived as arrived_upload
from fundportal.web.pack.files import upload_name
from fundportal.web.pack.helper import section_helper
from fundportal.web.steady import repeatable

FIELDS = section_helper()
NOTE = ".note"


class NoteForm(forms.Form):
    """A few words beside the answer."""

    note = forms.CharField(
        label=gettext_lazy("Anything that you want to say about it"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def add_prefix(self, field_name: str) -> str:
        return f".{field_name}"  # no question's key begins with a dot


@never_cache
@repeatable
def clarify(request: PersonRequest, folio: str, number: int) -> HttpResponse:
    """GET shows what is asked, what was handed in, and the field; POST keeps the answer. Afterwards the page shows both."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    application = own(request.user, folio)
    found = Clarification.objects.select_related("submission").filter(application=application, number=number).first()
    if found is None:
        raise Http404
    found.application = application
    waiting = parked(request) if request.method != "POST" else None
    if waiting and whose(request, application, waiting[0]) is Whose.ANOTHERS:
        waits_for_another(request, application, waiting[0])
        waiting = None
    if found.answered_at:
        return answered_already(request, found, waiting[0] if waiting else request.POST)
    section, before = question_of(found), found.submission.content["answers"]
    try:
        require_open(found, arrived_at(request))
    except NoLongerOpen as refusal:
        if waiting and is_open(found, waiting[1]) and whose(request, application, waiting[0]) is Whose.THEIRS:
            return posted(request, found, *typed(section, before, waiting[0]), at=waiting[1], late=str(refusal.message), fields=waiting[0])
        refusal.next_url, refusal.next_label = reverse("application", args=[folio]), _("See my application")
        lines = as_sent(found, waiting[0] if waiting else request.POST)
        if request.method == "POST" and not lines:
            raise
        return page(request, found, closed=str(refusal.message), lines=lines, status=refusal.status if request.method == "POST" else 200)
    if request.method == "POST":
        form, note = section_form(section, before, request.POST, request.FILES), NoteForm(request.POST)
        return posted(request, found, form, note, at=arrived_at(request), fields=request.POST)
    if waiting:
        messages.info(request, _("You were signed out. What you had written is below: look at it and send it again."))
        return page(request, found, *typed(section, before, waiting[0]))
    return page(request, found, section_form(section, before), NoteForm())


def is_open(clarification: Clarification, at: datetime) -> bool:
    try:
        require_open(clarification, at)
    except NoLongerOpen:
        return False
    return True


def answered_already(request: PersonRequest, found: Clarification, fields: QueryDict) -> HttpResponse:
    """It was answered, perhaps on another device: what comes now is shown, so that it can be copied, unless it is what arrived."""
    lines, files, in_pieces = as_sent(found, fields), sent_files(request, found), came_in_pieces(found, fields)
    same = [is_the_file_that_arrived(found, upload) for upload in files] + [is_file(found, stored.sha256) for stored in in_pieces]
    if same and not lines and all(same):
        return arrived(request, found)
    if same:
        return page(
            request, found, closed=file_too_late([*(upload.name for upload in files), *(stored.name for stored in in_pieces)]), lines=lines
        )
    if not lines:
        return page(request, found)
    section, before = question_of(found), found.submission.content["answers"]
    form, note = typed(section, before, fields)
    if not form.section.has_files and not form.errors and note.is_valid():
        value = read(form, application=found.application).values.get(found.question)
        if is_what_arrived(found, value, note.cleaned_data["note"].strip()):
            return arrived(request, found)
    return page(request, found, closed=str(ANSWERED), lines=lines)


def is_what_arrived(found: Clarification, value: Json, note: str) -> bool:
    return (found.content["answer"], found.content["note"]) == (value, note)


def sent_files(request: PersonRequest, found: Clarification) -> list[UploadedFile[Any]]:
    """The files that came with this request for the question."""
    return [upload for name in request.FILES for upload in request.FILES.getlist(name) if belongs(name, found.question)]


def is_the_file_that_arrived(found: Clarification, upload: UploadedFile[Any]) -> bool:
    """Whether the same bytes were the answer: then somebody has sent them twice."""
    upload.seek(0)
    return is_file(found, file_digest(upload, "sha256").hexdigest())


def is_file(found: Clarification, digest: str) -> bool:
    kept = file_in(found.content["answer"])
    return kept is not None and not found.content["note"] and digest == kept["sha256"]


def came_in_pieces(found: Clarification, fields: QueryDict) -> list[StoredFile]:
    """The file that the page's script had sent before, and the page names."""
    try:
        upload = arrived_upload(fields.get(upload_name(found.question), "")).upload
    except ValidationError:
        return []
    application = found.application
    stored = finished(person=application.applicant, pk=upload, about=application.folio, key=found.question)
    return [stored] if stored else []


def file_too_late(files: Sequence[str | None]) -> str:
    names = ", ".join(f"“{name}”" for name in files)
    words = _("%(names)s came too late: an answer to this question had arrived before, and that one counts. Nothing was changed.")
    return words % {"names": names}


def arrived(request: PersonRequest, found: Clarification) -> HttpResponse:
    unpark(request)
    messages.success(request, _("Your answer arrived. The people who read your application see it beside what you had submitted."))
    return redirect("clarify", found.application.folio, found.number)


def as_sent(found: Clarification, fields: QueryDict) -> list[str]:
    """What was written, as it was typed."""
    names = [name for name in fields if name == NOTE or (belongs(name, found.question) and name != upload_name(found.question))]
    return [text for name in names for text in fields.getlist(name) if text.strip()]


def question_of(clarification: Clarification) -> LoadedSection:
    """The section of the form that was handed in, with this one question alone, which has to be answered."""
    section = form_handed_in(clarification.submission).section_of[clarification.question]
    return section.without([q["key"] for q in section.questions if q["key"] != clarification.question])


def typed(section: LoadedSection, before: dict[str, Any], fields: QueryDict) -> tuple[SectionForm, NoteForm]:
    """The form as it was sent, a file aside."""
    return section_form(section, before, fields), NoteForm(fields)


def posted(
    request: PersonRequest,
    found: Clarification,
    form: SectionForm,
    note: NoteForm,
    *,
    at: datetime,
    fields: QueryDict,
    late: str = "",
) -> HttpResponse:
    """Keep it as of `at`. Where something has to be corrected and it is too `late` for that, the words are shown."""

    def again(problem: str = "") -> HttpResponse:
        if late:
            return page(request, found, closed=late, lines=as_sent(found, fields))
        return page(request, found, form, note, problem=problem)

    key, folio = found.question, found.application.folio
    if form.errors or not note.is_valid():
        return again()
    if key in form.missing:
        return again(_("Answer the question before you send it."))
    value, said = read(form, application=found.application).values.get(key), note.cleaned_data["note"].strip()
    if form.errors:  # the file is no longer there, or more than may be kept
        return again()
    words: dict[str, Any] = {"value": value, "note": said, "at": at, "language": request.LANGUAGE_CODE}
    try:
        kept = answer(folio=folio, person=request.user, number=found.number, **words)
    except ValueError:
        return again(_("Answer the question before you send it."))
    except NothingNew:
        return again(_("The answer is as it was. Change it, or say below why it is right as it stands."))
    kept.application = found.application
    return arrived(request, found) if is_what_arrived(kept, value, said) else answered_already(request, kept, fields)


def page(
    request: PersonRequest,
    found: Clarification,
    form: SectionForm | None = None,
    note: NoteForm | None = None,
    *,
    problem: str = "",
    closed: str = "",
    lines: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    application: Application = found.application
    zone = application.call.time_zone
    other = other_zone(found.due_at, zone, request.user.time_zone)
    context = {
        "application": application,
        "call": application.call,
        "read": as_read(found),
        "clarification": found,
        "hash": textwrap.wrap(found.sha256, 4),
        "files_at": files_at(application.folio),
        "form": form,
        "note": note,
        "fields": FIELDS,
        "called": called(request),
        "keep": keeper(request),
        "problem": problem,
        "closed": closed,
        "lines": lines,
        "has_errors": bool(problem or (form and form.is_bound and form.errors)),
        "has_file": bool(form and form.section.has_files),
        "has_recorder": bool(form and form.section.has_recorder),
        "due": face(found.due_at, zone),
        "mine": face(found.due_at, other) if other else None,
    }
    return render(request, "applications/clarify.html", context, status=status)
