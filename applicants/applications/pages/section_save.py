"""A section sent as an ordinary form: read, saved, and where the person goes from there."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.choose import choose
from applicants.applications.merge import Base
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.section_page import section_page
from applicants.applications.parked import unpark
from applicants.applications.reading import Read, prefilled, read
from applicants.applications.save import Saved, save_section
from applicants.calls.form_versions import LoadedSection
from applicants.calls.section_form import SectionForm, section_form
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.table import adding_row


def posted(request: PersonRequest, application: Application, section: LoadedSection) -> HttpResponse:
    """Save; then on to the next section, back to the list, or here again."""
    form = section_form(section, application.answers, request.POST, request.FILES)
    found, saved = saved_from(request, application, section, form, request.POST, arrived_at(request))
    if ".choose" in request.POST:
        return chosen(request, application, section, request.POST[".choose"])
    if saved.conflicts:
        return redirect(request.path)
    if form.errors or adding_row(form):
        return again(request, application, section, form, found, saved)
    if request.POST.get("accion") == "salir":
        return redirect("sections", application.folio)
    return redirect("section", application.folio, section.next) if section.next else redirect("check", application.folio)


def replayed(request: PersonRequest, application: Application, section: LoadedSection, waiting: tuple[QueryDict, datetime]) -> HttpResponse:
    """Save what was sent before signing in, and show it."""
    fields, _sent = waiting
    form = section_form(section, application.answers, fields, None)
    saved_from(request, application, section, form, fields, arrived_at(request))
    unpark(request)
    fresh = own(request.user, application.folio)
    note = _("You were signed out. What you had written is kept and saved. If you had chosen a file, choose it again.")
    return section_page(request, fresh, section, prefilled(section, fresh), note=note)


def saved_from(
    request: PersonRequest, application: Application, section: LoadedSection, form: SectionForm, fields: QueryDict, at: datetime
) -> tuple[Read, Saved]:
    found = read(form, application=application)
    saved = save_section(
        application_id=application.pk,
        person=request.user,
        section=section,
        values=found.values,
        unfinished=found.unfinished,
        at=at,
        base=fields.get(".base", ""),
        page=fields.get(".page", ""),
    )
    return found, saved


def again(
    request: PersonRequest, application: Application, section: LoadedSection, form: SectionForm, found: Read, saved: Saved
) -> HttpResponse:
    """The same page with what was typed. Where something has to be corrected, the answer counts as seen when the page was first shown."""
    application.saved_at, application.revision = saved.at, saved.revision
    seen = Base.parse(request.POST.get(".base", ""), saved.revision)
    base = Base(saved.revision, {key: seen.of(key) for key in found.unfinished})
    return section_page(request, application, section, form, base=base, mark=request.POST.get(".page", ""))


def chosen(request: PersonRequest, application: Application, section: LoadedSection, choice: str) -> HttpResponse:
    """One of two versions of an answer: “key:revision”, or “key:keep” for the one that stands."""
    key, _colon, revision = choice.partition(":")
    if key not in {q["key"] for q in section.questions}:
        return redirect(request.path)
    number = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else None
    choose(application_id=application.pk, person=request.user, section=section, key=key, revision=number, at=arrived_at(request))
    return redirect(f"{request.path}#div_id_{key}")
