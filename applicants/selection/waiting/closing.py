"""Closing a waiting list: who will be told, in which words; then the verb; then what happened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.models import Call
from applicants.selection.call_for import call_for
from applicants.selection.decisions.letters import as_released, letter_of
from applicants.selection.procedure.models import procedure_of
from applicants.selection.waiting.close import ListChanged, NobodyWaits, close_list, drafted, fingerprint
from applicants.selection.waiting.order import waiting_in


def closing_list(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows who waits and the letter; POST with `confirm` closes exactly the list that was shown. A repeat shows that it is closed."""
    call = call_for(request, pk)
    if "confirm" not in request.POST:
        return closing_list_page(request, call)
    try:
        done = close_list(call=call, by=request.user, seen=request.POST.get("seen", "-"))
    except NobodyWaits:
        messages.info(request, _("Nobody waits any more: the waiting list is closed."))
    except ListChanged as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:close_waiting_list", pk)
    else:
        count = len(done.decisions)
        words = ngettext(
            "The waiting list is closed: %(count)d person is told.", "The waiting list is closed: %(count)d people are told.", count
        )
        if done.release is None:
            words = ngettext(
                "%(count)d decision is noted. Somebody else confirms it; then it is released.",
                "%(count)d decisions are noted. Somebody else confirms them; then they are released.",
                count,
            )
        messages.success(request, words % {"count": count})
    return redirect("admin:waiting_list", pk)


def closing_list_page(request: StaffRequest, call: Call) -> HttpResponse:
    waiting = list(waiting_in(call))
    letter, procedure = None, procedure_of(call)
    if waiting:
        (decision,) = drafted(waiting[:1], request.user)
        letter = letter_of(call, decision, as_released(call, procedure, {}))
    return staff_page(
        request,
        "admin/applicants/offer/closing.html",
        title=_("Close the waiting list"),
        call=call,
        cohort=call.cohort,
        waiting=waiting,
        letter=letter,
        procedure=procedure,
        seen=fingerprint(application.pk for application in waiting),
        blocked=blocked(request, waiting, letter is not None and bool(letter.trouble)),
    )


def blocked(request: StaffRequest, waiting: list[object], unwritable: bool) -> str:
    """Why the list cannot be closed as it stands; empty when it can."""
    if not waiting:
        return _("Nobody waits.")
    if any(getattr(application, "applicant_id", None) == request.user.pk for application in waiting):
        return _("An application of your own is among them: somebody else has to do this.")
    return _("The letter cannot be written.") if unwritable else ""
