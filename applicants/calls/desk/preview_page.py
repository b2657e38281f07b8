"""The form as applicants will see it, before it is published."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from applicants.calls.desk.call import managed
from applicants.calls.form_versions import build, load
from applicants.calls.publish import problems_of_form
from applicants.calls.section_form import section_form
from fundportal.web.language import PREFIXES
from fundportal.web.pack.helper import section_helper


def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Every section on one page, in Spanish or (?in=en) in English. Nothing that is typed here is kept."""
    call = managed(request, pk)
    language = PREFIXES.get(request.GET.get("in", "es"), PREFIXES["es"])
    with translation.override(language):
        document = build(call)
        problems = problems_of_form(document)
        sections = [] if problems else [(section, section_form(section, {})) for section in load(document).sections]
        context = {"call": call, "sections": sections, "problems": problems, "helper": section_helper(), "language": language}
        return render(request, "calls/preview.html", context)
