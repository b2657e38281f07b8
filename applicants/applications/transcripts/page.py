"""Transcripts of an answer, for who may screen: what was said, what has been written of it, and a new version."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.staff.panels import Panel, panel
from applicants.applications.staff.view import answers_of, readable, submitted
from applicants.applications.transcripts.add import add_transcript
from applicants.applications.transcripts.models import Transcript
from applicants.applications.transcripts.source import source_of
from applicants.calls.languages.field import LanguageField
from applicants.calls.languages.said import said
from applicants.calls.voice.answer import opened
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.pack.helper import section_helper
from fundportal.web.pack.table import adding_row
from fundportal.web.pack.words import WordsField, WordsTextarea

LONGEST = 100_000
FIELDS = section_helper()
SPANISH = {"code": "spa"}


class TranscriptForm(forms.Form):
    """`source` names the recording or the text that the page has shown."""

    source = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What do you add?"), choices=Transcript.Kind.choices, widget=forms.RadioSelect)
    language = LanguageField(label=_("In which language is it written?"))
    text = WordsField(label=_("Text"), max_length=LONGEST, widget=WordsTextarea(attrs={"rows": 14}))


def transcripts_page(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """GET shows and asks; POST adds a version."""
    application = readable(request, pk)
    if not request.user.may(Permission.SCREEN, application.call.program_code):
        raise PermissionDenied
    answer = submitted(application).get(key)
    line = next((line for part in answers_of(application) for line in part.lines if line.key == key), None)
    if line is None or not source_of(answer):
        raise Http404
    versions = list(application.transcripts.filter(key=key).select_related("author"))
    form = TranscriptForm(request.POST or None, initial=beginning(answer, versions))
    if form.is_valid() and not adding_row(form):
        add_transcript(application_id=application.pk, key=key, by=request.user, **form.cleaned_data)
        messages.success(request, gettext("It stands beside the answer now, for who reads the application."))
        return redirect(request.path)
    if request.method != "POST":
        record(
            actor=request.user, verb="view_application", target=application.folio, program_code=application.call.program_code, question=key
        )
    return staff_page(
        request,
        "admin/applicants/application/transcripts.html",
        title=line.label,
        application=application,
        line=line,
        versions=[(each, said(each.language), each.source == source_of(answer)) for each in versions],
        files_at=f"{reverse('admin:applicants_application_changelist')}{application.pk}/files/",
        form=form,
        fields=FIELDS,
    )


def beginning(answer: Any, versions: list[Transcript]) -> dict[str, Any]:
    """The newest version, to be corrected; else a translation into Spanish, or a transcript where Spanish was spoken."""
    source = source_of(answer)
    if newest := next((each for each in versions if each.source == source), None):
        return {"source": source, "kind": newest.kind, "language": newest.language, "text": newest.text}
    spanish = opened(answer)["grouping"] in ("", SPANISH["code"])
    return {"source": source, "kind": Transcript.Kind.TRANSCRIPT if spanish else Transcript.Kind.TRANSLATION, "language": SPANISH}


@panel
def spoken_answers(request: StaffRequest, application: Application) -> Panel | None:
    """Which answers were spoken, or given in another language, and how many versions of their text there are."""
    answers = submitted(application)
    sources = {key: source for key, answer in answers.items() if (source := source_of(answer))}
    if not sources or not request.user.may(Permission.SCREEN, application.call.program_code):
        return None
    written = list(application.transcripts.filter(key__in=sources).values_list("key", "source"))
    lines = [line for part in answers_of(application) for line in part.lines if line.key in sources]
    rows = [
        (line, written.count((line.key, sources[line.key])), reverse("admin:application_transcripts", args=[application.pk, line.key]))
        for line in lines
    ]
    return Panel(_("Transcripts and translations"), "admin/applicants/application/spoken_answers.html", {"rows": rows})
