"""What the page's script sends while a person types: the questions that changed, answered in JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.pages.aside import saved_words
from applicants.applications.pages.person import PersonRequest
from applicants.applications.reading import read
from applicants.applications.save import save_section
from applicants.applications.two_clocks import other_zone
from applicants.calls.form_versions import LoadedSection
from applicants.calls.section_form import section_form
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import Refusal


def is_autosave(request: HttpRequest) -> bool:
    return request.method == "POST" and request.headers.get("X-Autosave") == "1"


def autosave(request: PersonRequest, application: Application, section: LoadedSection) -> HttpResponse:
    """Saves the questions named in `.keys`. The answer is sent after the commit: what it calls saved is saved."""
    keys = set(request.POST.get(".keys", "").split())
    found = read(section_form(section, application.answers, request.POST), application=application, only=keys)
    saved = save_section(
        application_id=application.pk,
        person=request.user,
        section=section,
        values=found.values,
        unfinished=found.unfinished,
        at=arrived_at(request),
        base=request.POST.get(".base", ""),
        page=request.POST.get(".page", ""),
    )
    zone = application.call.time_zone
    words = saved_words(saved.at, other_zone(saved.at, zone, request.user.time_zone) or zone)
    kept = sorted({*found.values, *found.unfinished} - saved.conflicts)
    return JsonResponse({"revision": saved.revision, "saved": words, "keys": kept, "conflicts": sorted(saved.conflicts)})


def signed_out(refusal: Refusal | None = None) -> HttpResponse:
    """The script shows the sentence; what was typed stays in the page."""
    if refusal:
        return JsonResponse({"refused": str(refusal.message)}, status=refusal.status)
    return JsonResponse(
        {"refused": _("You are signed out. Press “Save and continue”: we keep what you wrote while you sign in.")}, status=401
    )
