"""Somebody wrote in an application in which they may not write, or no longer: nothing is saved, and nothing that was typed is lost."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.replay import as_sent
from applicants.applications.pages.sent import sent
from applicants.applications.rights import NotForYou
from fundportal.web.refusals import from_a_script


def handed_back(request: PersonRequest, refusal: NotForYou, key: str, fields: QueryDict) -> HttpResponse:
    """403 with the reason, and every word that came, to be copied or handed over. Raises the refusal itself where none came.

    A page's script shows the reason in the page, which holds the words.
    """
    if from_a_script(request) or not fields:
        raise refusal
    page = sent(refusal.application, key, fields)
    lines = as_sent(page, refusal.application, fields)
    if not lines:
        raise refusal
    return render(request, "applications/team/handed_back.html", {"refusal": refusal, "lines": lines}, status=refusal.status)
