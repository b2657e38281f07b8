"""Somebody wrote in an application in which they may not write, or no longer, or who wrote is not known: nothing is saved, and nothing that was typed
is lost, nor shown to another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from applicants.applications.models import Application, DraftEntry
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.replay import as_sent
from applicants.applications.pages.sent import sent
from applicants.applications.rights import NotForYou
from fundportal.accounts.models import User


def handed_back(request: PersonRequest, refusal: NotForYou, key: str, fields: QueryDict) -> HttpResponse:
    """403 with the reason, and every word that came, to be copied or handed over. Raises the refusal itself where none came."""
    if not fields:
        raise refusal
    page = sent(refusal.application, key, fields)
    lines = as_sent(page, refusal.application, fields)
    if not lines:
        raise refusal
    return render(request, "applications/team/handed_back.html", {"refusal": refusal, "lines": lines}, status=refusal.status)


def is_theirs(application: Application, person: User, fields: QueryDict) -> bool:
    """Whether words that were sent while nobody was signed in are this person's: the applicant's they are, and somebody else's where the page in which
    they were written has saved something of that person before. A telephone has many hands."""
    if application.applicant_id == person.pk:
        return True
    mark = fields.get(".page", "")[:16]
    return bool(mark) and DraftEntry.objects.filter(application=application, page=mark, actor=person).exists()


def waits_for_another(request: PersonRequest, application: Application) -> None:
    """Say that there are words, and for whom; which ones, only that person sees."""
    words = _("Words wait here for %(name)s, written while nobody was signed in. They are shown and saved once %(name)s signs in.")
    messages.info(request, words % {"name": application.applicant})
