"""One section of the form: who comes for what."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.deadline import may_edit
from applicants.applications.draft.parked import parked, to_sign_in
from applicants.applications.draft.reading import prefilled
from applicants.applications.draft.renew import renewed
from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.autosave import autosave, signed_out
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.replay import replayed
from applicants.applications.pages.section_consent import ask_consent, withheld
from applicants.applications.pages.section_page import section_page
from applicants.applications.pages.section_save import posted
from applicants.applications.pages.sent import sent
from applicants.calls.form_versions import LoadedSection, form_version
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import from_a_script
from fundportal.web.steady import repeatable


@never_cache
@repeatable
def section(request: PersonRequest, folio: str, key: str) -> HttpResponse:
    """GET shows it as the person left it; POST saves what changed and goes on, or shows it again with what has to be corrected."""
    if not request.user.is_authenticated:
        return signed_out() if from_a_script(request) else to_sign_in(request)
    application = renewed(own(request.user, folio), arrived_at(request))
    waiting = parked(request) if request.method != "POST" else None
    if waiting:
        return replayed(request, application, key, *waiting)
    if not may_edit(application, arrived_at(request)):
        return closed(request, application)
    if request.method == "POST" and ".consent" not in request.POST:
        page = sent(application, key, request.POST)
        return (autosave if from_a_script(request) else posted)(request, application, page, withheld(request, folio, page.sensitive))
    chosen = section_of(application, key)
    if chosen.sensitive and withheld(request, folio, {key}):
        if request.method == "POST" or "consentir" in request.GET or not chosen.plain.questions:
            return ask_consent(request, application, chosen)
        return section_page(request, application, chosen.plain, prefilled(chosen.plain, application))
    return (
        redirect(request.path) if request.method == "POST" else section_page(request, application, chosen, prefilled(chosen, application))
    )


def section_of(application: Application, key: str) -> LoadedSection:
    try:
        return form_version(application.form_version_id).section(key)
    except KeyError as error:
        raise Http404 from error


def closed(request: PersonRequest, application: Application) -> HttpResponse:
    """Nothing can be changed any more: who looks is led to where the application stands, who sends is told."""
    if request.method != "POST":
        return redirect("application", application.folio)
    refusal = NotEditable()
    refusal.next_url, refusal.next_label = reverse("application", args=[application.folio]), _("See my application")
    raise refusal
