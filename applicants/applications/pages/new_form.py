"""The call has published a newer form while a person had an older page open: what was written is kept, and the person is told where."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.draft.reading import Read
from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.sent import Sent
from applicants.calls.questions.base import is_answered
from fundportal.web.bilingual import pick


def to_new_form(request: PersonRequest, application: Application, page: Sent, found: Read) -> HttpResponse:
    """To the section as it is now, or to the list when it is no longer there."""
    messages.warning(request, " ".join([_("The form of this call has changed since you opened that page."), *whereabouts(page, found)]))
    there = any(section.key == page.section.key for section in page.now.sections)
    return redirect("section", application.folio, page.section.key) if there else redirect("sections", application.folio)


def whereabouts(page: Sent, found: Read) -> list[str]:
    """A sentence for each answer that has another place now, and one for the rest."""
    told = []
    for q in page.section.questions:
        key, now = q["key"], page.now.any_question(q["key"])
        if key not in found.unfinished and not is_answered(found.values.get(key)):
            continue
        if now is None:
            told.append(_("“%(question)s” is no longer asked.") % {"question": pick(q["label"])})
        elif now["kind"] != q["kind"]:
            told.append(_("“%(question)s” is asked in another way: answer it again.") % {"question": pick(now["label"])})
        elif (home := page.now.home_of(key)) and home.key != page.section.key:
            words = {"question": pick(now["label"]), "section": home.title}
            told.append(_("“%(question)s” is now in the section “%(section)s”.") % words)
    return [*told, _("What you wrote is saved. Check your sections before you go on.")]
