"""A section sent as an ordinary form: read, saved, and where the person goes from there."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from applicants.applications.draft.choose import choose
from applicants.applications.draft.merge import Base
from applicants.applications.draft.parked import unpark
from applicants.applications.draft.save import Saved
from applicants.applications.models import Application
from applicants.applications.pages.asked_now import is_not_asked, newly_here, told_elsewhere, was_asked
from applicants.applications.pages.new_form import to_new_form
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.section_consent import ask_consent, keep_for_consent
from applicants.applications.pages.section_page import section_page
from applicants.applications.pages.sent import Sent, save_sent
from applicants.applications.pages.times import one_of_several
from applicants.calls.form_versions import LoadedForm
from applicants.calls.section_form import SectionForm
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.table import adding_row


def posted(request: PersonRequest, application: Application, page: Sent, withheld: Collection[str]) -> HttpResponse:
    """Save; then on to the next section, back to the list, or here again: also where an answer asks for more on this page."""
    kept = page.without(withheld)
    section, form = kept.section, kept.form_of(application, request.POST, request.FILES)
    found, saved = save_sent(kept, application, form, request.POST, arrived_at(request))
    withheld = {*withheld, *saved.withheld}
    if not page.section.is_plain:
        unpark(request, request.POST)
    if keep_for_consent(request, application, page, request.POST, withheld) or (withheld and not section.questions):
        return ask_consent(request, application, page.section)
    if ".choose" in request.POST:
        return chosen(request, application, page.now, request.POST[".choose"])
    if page.is_old:
        return to_new_form(request, application, kept, found)
    if saved.conflicts:
        return redirect(request.path)
    several = one_of_several(request, application, page, has_errors=bool(form.errors))
    if several:
        return several
    if form.errors or adding_row(form):
        return again(request, application, kept, form, saved)
    return onward(request, application, page, saved)


def onward(request: PersonRequest, application: Application, page: Sent, saved: Saved) -> HttpResponse:
    """All is well on this page: where the person goes, and what the answers have changed."""
    asked = page.now.asked(saved.answers)
    for sentence in told_elsewhere(page.now.asked(application.answers), asked):
        messages.info(request, sentence)
    here = next((section for section in asked.sections if section.key == page.section.key), None)
    if here is None and not was_asked(page, application.answers):
        messages.info(request, is_not_asked(page.section))
    if here is None or request.POST.get("accion") == "salir":
        return redirect("sections", application.folio)
    new = newly_here(here, page.section)
    if new:
        messages.info(request, new.sentence)
        return redirect(f"{request.path}#div_id_{new.key}")
    return redirect("section", application.folio, here.next) if here.next else redirect("check", application.folio)


def again(request: PersonRequest, application: Application, page: Sent, form: SectionForm, saved: Saved) -> HttpResponse:
    """The same page with what was typed. It has seen what is stored as it was sent; of everything else, what it had seen before."""
    application.saved_at, application.revision, application.answers = saved.at, saved.revision, dict(saved.answers)
    seen = Base.parse(request.POST.get(".base", ""), saved.revision)
    base = Base(seen.whole, {**seen.later, **dict.fromkeys(sorted(saved.keys), saved.revision)})
    return section_page(request, application, page.section, form, base=base, before=request.POST)


def chosen(request: PersonRequest, application: Application, form: LoadedForm, choice: str) -> HttpResponse:
    """One of two versions of an answer: “key:revision”, or “key:keep” for the one that stands."""
    key, _colon, revision = choice.partition(":")
    section = form.home_of(key)
    if section is None:
        return redirect(request.path)
    number = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else None
    choose(application_id=application.pk, person=request.user, section=section, key=key, revision=number, at=arrived_at(request))
    return redirect(f"{request.path}#div_id_{key}")
