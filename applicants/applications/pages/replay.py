"""What was sent when the session was over, or before consent was given: saved, and shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from applicants.applications.asked import asked_form
from applicants.applications.deadline import may_edit
from applicants.applications.draft.parked import belongs, unpark
from applicants.applications.draft.reading import prefilled
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.new_form import to_new_form
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.section_consent import ask_consent, keep_for_consent, withheld
from applicants.applications.pages.section_page import section_page
from applicants.applications.pages.sent import Sent, save_sent, sent
from applicants.applications.rights import Right
from fundportal.web.arrival import arrived_at
from fundportal.web.bilingual import pick


def replayed(request: PersonRequest, application: Application, key: str, fields: QueryDict, sent_at: datetime) -> HttpResponse:
    """Save it as of the instant at which it was sent, and show the section. What comes too late for that is shown, so that it can be copied."""
    page, open_now = sent(application, key, fields), may_edit(application, arrived_at(request))
    if not open_now and not may_edit(application, sent_at):
        return render(request, "applications/too_late.html", {"application": application, "lines": as_sent(page, application, fields)})
    closed_to = withheld(application, page.sensitive)
    kept, only = page.without(closed_to), fields.get(".keys", "").split() or None
    found, saved = save_sent(
        kept, application, kept.form_of(application, fields), fields, arrived_at(request) if open_now else sent_at, only
    )
    closed_to |= saved.withheld
    if not keep_for_consent(request, application, page, fields, closed_to):
        unpark(request)
    if not open_now:
        messages.info(
            request, _("What you had written is saved in your draft, but the call has closed: what counts is what you submitted.")
        )
        return redirect("application", application.folio)
    if page.is_old:
        return to_new_form(request, application, kept, found)
    if closed_to and ("consentir" in request.GET or not page.section.plain.questions):
        return ask_consent(request, application, page.section)
    note = _("You were signed out. What you had written is kept and saved. If you had chosen a file, choose it again.")
    fresh = own(request.user, application.folio, right=Right.EDIT)
    here = next((section for section in asked_form(fresh).sections if section.key == key), page.section)
    section = here.plain if closed_to else here
    return section_page(request, fresh, section, prefilled(section, fresh, reader=request.user), note="" if only else note)


def as_sent(page: Sent, application: Application, fields: QueryDict) -> list[tuple[str, list[str]]]:
    """Each question with what was written there, as it was typed, and with what was chosen, in words."""
    form = page.form_of(application, fields)
    found = []
    for q in page.section.questions:
        choices: Any = flatten_choices(getattr(form.fields[q["key"]], "choices", ()))
        words = {str(code): str(label) for code, label in choices}
        typed = [text for name in form.data for text in fields.getlist(name) if belongs(name, q["key"]) and text.strip()]
        if typed:
            found.append((pick(q["label"]), [words.get(text, text) for text in typed]))
    return found
