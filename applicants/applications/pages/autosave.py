"""What the page's script sends while a person types: the questions that changed, answered in JSON."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.own import require
from applicants.applications.pages.aside import saved_words
from applicants.applications.pages.asked_now import told
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.sent import Sent, save_sent
from applicants.applications.rights import Right
from applicants.applications.two_clocks import other_zone
from fundportal.accounts.devices import is_of_another
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import Refusal


class ConsentNeeded(Refusal):
    """Sensitive answers came although the consent was withdrawn in the meantime."""

    status = 403


def autosave(request: PersonRequest, application: Application, page: Sent, withheld: Collection[str]) -> HttpResponse:
    """Saves the questions named in `.keys`. The answer is sent after the commit: `keys` names those that are stored as they were sent.

    What a device keeps for one person waits there while another has signed in: to its person the page says that they are signed out."""
    if is_of_another(request, request.POST.get(".keep", "")):
        return signed_out()
    keys, kept = set(request.POST.get(".keys", "").split()), page.without(withheld)
    kept = kept.only(keys)
    form = kept.form_of(application, request.POST)
    _found, saved = save_sent(kept, application, form, request.POST, arrived_at(request), keys)
    if keys & {*withheld, *saved.withheld}:
        require(application, Right.LEAD)
        raise ConsentNeeded(_("Some questions here need your consent. Press “Save and continue”: we keep what you wrote."))
    zone = application.call.time_zone
    words = saved_words(saved.at, other_zone(saved.at, zone, request.user.time_zone) or zone)
    words = " ".join([words, *told(page, application.answers, saved.answers)])
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
