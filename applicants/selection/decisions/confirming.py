"""The page on which a second person confirms what the first has noted."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.models import Application
from applicants.applications.staff.page import MOST_AT_ONCE, StaffRequest, staff_page
from applicants.selection.call_for import call_for
from applicants.selection.decisions.confirm import confirm, mark_of, to_confirm
from applicants.selection.procedure.models import procedure_of
from fundportal.audit.record import record

A_PAGE = 100
BOX = re.compile(r"([0-9]{1,18})-([0-9a-f]{16})", re.ASCII)


def confirming(request: StaffRequest, pk: int) -> HttpResponse:
    """GET lists what others have noted, each with what the person would read; POST confirms those that are ticked, or the whole page,
    as they were shown."""
    call = call_for(request, pk)
    if "confirm" in request.POST:
        ticked = request.POST.getlist("shown" if request.POST["confirm"] == "all" else "decision")
        boxes = [found for value in ticked[:MOST_AT_ONCE] if (found := BOX.fullmatch(value))]
        done = confirm(call=call, seen={int(found[1]): found[2] for found in boxes}, by=request.user)
        count = len(done.decisions)
        if count:
            words = ngettext("%(count)d decision is confirmed.", "%(count)d decisions are confirmed.", count)
            messages.success(request, words % {"count": count})
        if done.left:
            words = ngettext(
                "%(count)d was left: it was changed or taken back since you opened the page, or you noted it yourself.",
                "%(count)d were left: they were changed or taken back since you opened the page, or you noted them yourself.",
                done.left,
            )
            messages.warning(request, words % {"count": done.left})
        if not boxes:
            messages.info(request, _("Tick the decisions that you confirm."))
        return redirect("admin:confirm_decisions", pk)
    theirs = Application.objects.filter(call=call).apart_from(request.user)
    waiting = to_confirm(call)
    page = Paginator(waiting.exclude(staged_by=request.user).filter(application__in=theirs), A_PAGE).get_page(request.GET.get("p"))
    if page.object_list:
        record(actor=request.user, verb="view_staged", target=call.slug, program_code=call.program_code, decisions=len(page.object_list))
    return staff_page(
        request,
        "admin/applicants/decision/confirming.html",
        title=_("Confirm decisions"),
        call=call,
        page=page,
        rows=[(decision, f"{decision.pk}-{mark_of(decision)}") for decision in page],
        own=waiting.filter(staged_by=request.user).count(),
        procedure=procedure_of(call),
    )
