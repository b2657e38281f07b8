"""One section of the form: who comes for what."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.asked import asked_form
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
from applicants.calls.form_versions import LoadedForm, form_version
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
    whole, asked = form_version(application.form_version_id), asked_form(application)
    chosen = next((section for section in asked.sections if section.key == key), None)
    if chosen is None:
        return not_asked(request, application, whole, key)
    if chosen.sensitive and withheld(request, folio, {key}):
        if request.method == "POST" or "consentir" in request.GET or not chosen.plain.questions:
            return ask_consent(request, application, chosen)
        return section_page(request, application, chosen.plain, prefilled(chosen.plain, application, reader=request.user))
    return (
        redirect(request.path)
        if request.method == "POST"
        else section_page(request, application, chosen, prefilled(chosen, application, reader=request.user))
    )


def not_asked(request: PersonRequest, application: Application, whole: LoadedForm, key: str) -> HttpResponse:
    """A section of the form that answers have hidden, or a time of one that was taken away: to the list, with a word. Raises Http404 for any other."""
    try:
        section = whole.any_section(key)
    except KeyError as error:
        raise Http404 from error
    messages.info(
        request, _("“%(section)s” is not asked of you, as your answers stand. What you wrote there is kept.") % {"section": section.title}
    )
    return redirect("sections", application.folio)


def closed(request: PersonRequest, application: Application) -> HttpResponse:
    """Nothing can be changed any more: who looks is led to where the application stands, who sends is told."""
    if request.method != "POST":
        return redirect("application", application.folio)
    refusal = NotEditable()
    refusal.next_url, refusal.next_label = reverse("application", args=[application.folio]), _("See my application")
    raise refusal
