"""One question of staff, and the one answer that it reopens."""

from __future__ import annotations

import textwrap
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from applicants.applications.clarification.about import form_handed_in
from applicants.applications.clarification.answer import NoLongerOpen, NothingNew, answer, require_open
from applicants.applications.clarification.models import Clarification
from applicants.applications.clarification.reading import as_read
from applicants.applications.draft.parked import parked, to_sign_in, unpark
from applicants.applications.draft.reading import read
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.summary import files_at
from applicants.applications.two_clocks import face, other_zone
from applicants.calls.form_versions import LoadedSection
from applicants.calls.section_form import SectionForm, section_form
from fundportal.web.arrival import arrived_at
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
    if found.answered_at:
        return page(request, found)
    try:
        require_open(found, arrived_at(request))
    except NoLongerOpen as refusal:
        refusal.next_url, refusal.next_label = reverse("application", args=[folio]), _("See my application")
        if request.method == "POST":
            raise
        return page(request, found, closed=str(refusal.message))
    section, before = question_of(found), found.submission.content["answers"]
    if request.method == "POST":
        return posted(request, found, section_form(section, before, request.POST, request.FILES), NoteForm(request.POST))
    waiting = parked(request)
    if waiting:
        messages.info(request, _("You were signed out. What you had written is below: look at it and send it again."))
        return page(request, found, *typed(section, before, waiting[0]))
    return page(request, found, section_form(section, before), NoteForm())


def question_of(clarification: Clarification) -> LoadedSection:
    """The section of the form that was handed in, with this one question alone, which has to be answered."""
    section = form_handed_in(clarification.submission).section_of[clarification.question]
    return section.without([q["key"] for q in section.questions if q["key"] != clarification.question])


def typed(section: LoadedSection, before: dict[str, Any], fields: QueryDict) -> tuple[SectionForm, NoteForm]:
    """The form as it was sent, a file aside."""
    return section_form(section, before, fields), NoteForm(fields)


def posted(request: PersonRequest, found: Clarification, form: SectionForm, note: NoteForm) -> HttpResponse:
    key = found.question
    if form.errors or not note.is_valid():
        return page(request, found, form, note)
    if key in form.missing:
        return page(request, found, form, note, problem=_("Answer the question before you send it."))
    value = read(form, application=found.application).values.get(key)
    try:
        answer(
            folio=found.application.folio,
            person=request.user,
            number=found.number,
            value=value,
            note=note.cleaned_data["note"].strip(),
            at=arrived_at(request),
            language=request.LANGUAGE_CODE,
        )
    except ValueError:
        return page(request, found, form, note, problem=_("Answer the question before you send it."))
    except NothingNew:
        return page(request, found, form, note, problem=_("The answer is as it was. Change it, or say below why it is right as it stands."))
    unpark(request)
    messages.success(request, _("Your answer arrived. The people who read your application see it beside what you had submitted."))
    return redirect("clarify", found.application.folio, found.number)


def page(
    request: PersonRequest,
    found: Clarification,
    form: SectionForm | None = None,
    note: NoteForm | None = None,
    *,
    problem: str = "",
    closed: str = "",
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
        "problem": problem,
        "closed": closed,
        "has_errors": bool(problem or (form and form.is_bound and form.errors)),
        "has_file": bool(form and form.section.has_files),
        "due": face(found.due_at, zone),
        "mine": face(found.due_at, other) if other else None,
    }
    return render(request, "applications/clarify.html", context, status=200)
