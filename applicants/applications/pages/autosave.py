"""What the page's script sends while a person types: the questions that changed, answered in JSON."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft.renew import renewed
from applicants.applications.draft.save import NotEditable
from applicants.applications.own import locked_by_folio, require
from applicants.applications.pages.aside import saved_words
from applicants.applications.pages.asked_now import told
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.section_consent import withheld
from applicants.applications.pages.sent import save_changes, sent
from applicants.applications.rights import Right
from applicants.applications.two_clocks import other_zone
from fundportal.accounts.devices import is_of_another
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import Refusal


class ConsentNeeded(Refusal):
    """Sensitive answers came although the consent was withdrawn in the meantime."""

    status = 403


def autosave(request: PersonRequest, folio: str, key: str) -> HttpResponse:
    """Saves the questions named in `.keys`. The answer is sent after the commit: `keys` names those that are stored as they were sent.

    The application is fetched once, under its lock. What a device keeps for one person waits there while another has signed in: to its person the
    page says that they are signed out. Raises Http404, NotForYou, NotEditable, ConsentNeeded (the other questions are saved).
    """
    if is_of_another(request, request.POST.get(".keep", "")):
        return signed_out()
    at, keys = arrived_at(request), set(request.POST.get(".keys", "").split())
    with transaction.atomic():
        application = renewed(locked_by_folio(request.user, folio, right=Right.EDIT), at)
        if not may_edit(application, at):
            raise NotEditable
        page, before = sent(application, key, request.POST), dict(application.answers)
        hidden = withheld(application, page.sensitive)
        kept = page.without(hidden).only(keys)
        form = kept.form_of(application, request.POST)
        saved = save_changes(kept, application, form, request.POST, at, keys)
    if keys & {*hidden, *saved.withheld}:
        require(application, Right.LEAD)
        raise ConsentNeeded(_("Some questions here need your consent. Press “Save and continue”: we keep what you wrote."))
    zone = application.call.time_zone
    words = saved_words(saved.at, other_zone(saved.at, zone, request.user.time_zone) or zone)
    words = " ".join([words, *told(page, before, saved.answers)])
    if page.is_old:
        words += " " + _("The form of this call has changed: press “Save and continue” to see how.")
    answer = {"revision": saved.revision, "saved": words, "keys": sorted(saved.keys), "conflicts": sorted(saved.conflicts)}
    lost = {key: str(errors[0]) for key, errors in form.errors.items() if key in keys and errors.as_data()[0].code == "lost"}
    return JsonResponse({**answer, "errors": lost} if lost else answer)


def signed_out() -> HttpResponse:
    """The script shows the sentence; what was typed stays in the page."""
    return JsonResponse(
        {"refused": _("You are signed out. Press “Save and continue”: we keep what you wrote while you sign in.")}, status=401
    )
