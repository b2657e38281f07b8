"""One section of the form: who comes for what."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.asked import asked_form
from applicants.applications.deadline import may_edit
from applicants.applications.draft.parked import FOR, parked, to_sign_in
from applicants.applications.draft.reading import prefilled
from applicants.applications.draft.renew import renewed
from applicants.applications.draft.save import NotEditable
from applicants.applications.models import Application
from applicants.applications.own import own, require
from applicants.applications.pages.asked_now import is_not_asked
from applicants.applications.pages.autosave import autosave, signed_out
from applicants.applications.pages.handed_back import (
    ANSWER,
    OfAnother,
    Whose,
    asked_whose,
    disowned,
    handed_back,
    name_on,
    waits_for_another,
    whose,
)
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.replay import replayed
from applicants.applications.pages.section_consent import ask_consent, withheld
from applicants.applications.pages.section_page import section_page
from applicants.applications.pages.section_save import posted
from applicants.applications.pages.sent import sent
from applicants.applications.pages.summary import files_at, part_of
from applicants.applications.rights import NotForYou, Right
from applicants.calls.form_versions import LoadedForm, LoadedSection, form_version
from fundportal.accounts.devices import is_of_another
from fundportal.web.arrival import arrived_at
from fundportal.web.errors import typed
from fundportal.web.refusals import from_a_script
from fundportal.web.steady import repeatable


@never_cache
@repeatable
def section(request: PersonRequest, folio: str, key: str) -> HttpResponse:
    """GET shows it as the person left it; POST saves what changed and goes on, or shows it again with what has to be corrected; a script gets JSON."""
    if not request.user.is_authenticated:
        return signed_out() if from_a_script(request) else to_sign_in(request)
    if request.method == "POST" and from_a_script(request):
        return autosave(request, folio, key)
    return page(request, folio, key)


def page(request: PersonRequest, folio: str, key: str) -> HttpResponse:
    """For a person who is signed in, and without the script: what waits from before they signed in comes first."""
    settles = ANSWER in request.POST
    waiting = parked(request) if settles or request.method != "POST" else None
    try:
        found = own(request.user, folio, right=Right.EDIT if request.method == "POST" else Right.READ)
        answered = found_words(request, found, key, waiting)
        if answered is not None or settles:
            return answered or redirect(request.path)
    except NotForYou as refusal:
        theirs = waiting and whose(request, refusal.application, waiting[0]) is Whose.THEIRS
        return handed_back(request, refusal, key, waiting[0] if waiting and theirs else request.POST)
    application = renewed(found, arrived_at(request))
    if not may_edit(application, arrived_at(request)):
        return closed(request, application)
    if request.method == "POST" and ".consent" not in request.POST:
        if is_of_another(request, request.POST.get(FOR, "")):
            return handed_back(request, OfAnother(application, name_on(application, request.POST)), key, request.POST)
        shown = sent(application, key, request.POST)
        try:
            return posted(request, application, shown, withheld(application, shown.sensitive))
        except NotForYou as refusal:  # the right has gone in this very moment
            return handed_back(request, refusal, key, request.POST)
    chosen = next((section for section in asked_form(application).sections if section.key == key), None)
    if chosen is None:
        return not_asked(request, application, form_version(application.form_version_id), key)
    return opened(request, application, chosen)


def found_words(request: PersonRequest, found: Application, key: str, waiting: tuple[QueryDict, datetime] | None) -> HttpResponse | None:
    """What comes of words that wait: they are saved for whom the page was opened, and only then; others hear that there are some, and for whom.
    Raises NotForYou."""
    if not waiting:
        return None
    of = whose(request, found, waiting[0])
    if of is Whose.ANOTHERS:
        waits_for_another(request, found, waiting[0])
        return None
    require(found, Right.EDIT)
    if of is Whose.UNKNOWN and request.POST.get(ANSWER) != "mine":
        return disowned(request) if ANSWER in request.POST else asked_whose(request, found, key, waiting[0])
    return replayed(request, renewed(found, arrived_at(request)), key, *waiting)


def opened(request: PersonRequest, application: Application, chosen: LoadedSection) -> HttpResponse:
    """The section as the person may see it; without what is sensitive until that is agreed to, and only to read for who does not write."""
    if chosen.sensitive and withheld(application, {chosen.key}):
        if request.method == "POST" or (application.is_led and "consentir" in request.GET) or not chosen.plain.questions:
            return ask_consent(request, application, chosen)
        chosen = chosen.plain
    if request.method == "POST":
        return redirect(request.path)
    if application.hand and not application.hand.writes:
        context = {"application": application, "part": part_of(chosen, application.answers), "files_at": files_at(application.folio)}
        return render(request, "applications/team/section.html", context)
    return section_page(request, application, chosen, prefilled(chosen, application, reader=request.user))


def not_asked(request: PersonRequest, application: Application, whole: LoadedForm, key: str) -> HttpResponse:
    """A section of the form that answers have hidden, or a time of one that was taken away: to the list, with a word. Raises Http404 for any other."""
    try:
        section = whole.any_section(key)
    except KeyError as error:
        raise Http404 from error
    messages.info(request, is_not_asked(section))
    return redirect("sections", application.folio)


def closed(request: PersonRequest, application: Application) -> HttpResponse:
    """Nothing can be changed any more: who looks is led to where the application stands, who sends is told."""
    if request.method != "POST":
        return redirect("application", application.folio)
    refusal = NotEditable()
    refusal.lines = typed(request.POST)
    refusal.next_url, refusal.next_label = reverse("application", args=[application.folio]), _("See my application")
    raise refusal
