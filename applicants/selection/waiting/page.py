"""The waiting list of a call, and the place offered from it by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.applications.advance import IllegalTransition
from applicants.applications.in_play import is_possible
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.states import TRANSITIONS, State
from applicants.calls.models import Call
from applicants.review.preview import preview
from applicants.selection.call_for import application_for, call_for
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.offer import about_offer, offer_place, open_until
from applicants.selection.procedure.models import procedure_of
from programs.cohorts.places import CohortFull

A_PAGE = 100


def waiting_in(call: Call) -> QuerySet[Any]:
    """Who waits, in order: `position` is the place on the list that became known."""
    known = Decision.objects.filter(application=OuterRef("pk"), outcome=Decision.Outcome.WAITLIST, release__isnull=False)
    rows: QuerySet[Any] = Application.objects.filter(call=call, state=State.WAITLISTED)
    rows = rows.annotate(position=Subquery(known.order_by("-pk").values("position")[:1]))
    return rows.order_by(F("position").asc(nulls_last=True), "pk").select_related("applicant").defer("answers", "revisions")


def waiting_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The list with the places that are free, and the offers that are open."""
    call = call_for(request, pk)
    offers = Offer.objects.open().filter(application__call=call).select_related("application__applicant").order_by("expires_at", "pk")
    page = Paginator(waiting_in(call), A_PAGE).get_page(request.GET.get("p"))
    return staff_page(
        request,
        "admin/applicants/offer/waiting.html",
        title=_("Waiting list"),
        call=call,
        cohort=call.cohort,
        page=page,
        offers=offers[:A_PAGE],
        procedure=procedure_of(call),
    )


def offering(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows to whom a place will be offered and the letter; POST offers it, if one is still free, and leads back to the list or the application.

    A repeat shows that it is offered."""
    application = application_for(request, pk)
    if "confirm" in request.POST:
        offered = _("A place is offered to %(name)s; the letter is on its way.") % {"name": application.applicant}
        try:
            offer_place(application=application, by=request.user)
        except IllegalTransition as refusal:
            if refusal.application.state == State.OFFERED:  # the second of two clicks
                messages.success(request, offered)
            else:
                messages.error(request, str(refusal))
        except CohortFull as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, offered)
        if application.state == State.WAITLISTED:
            return redirect("admin:waiting_list", application.call_id)
        return redirect("admin:applicants_application_change", application.pk)
    return offering_page(request, application)


def offering_page(request: StaffRequest, application: Application) -> HttpResponse:
    call, until = application.call, open_until(application.call, timezone.now())
    letter = preview(kind="offer", application=application, **about_offer(application, until), feedback="")
    blocked = ""
    if application.state not in TRANSITIONS["offer"].sources:
        blocked = _("Its state does not allow an offer: %(state)s.") % {"state": application.get_state_display()}
    elif not is_possible("offer", application):
        blocked = _("The person no longer agrees to the evaluation, or has erased the account.")
    elif call.cohort.free < 1:
        blocked = _("No place is free in this cohort.")
    elif letter.trouble:
        blocked = _("The letter cannot be written.")
    return staff_page(
        request,
        "admin/applicants/offer/offering.html",
        title=_("Offer a place"),
        application=application,
        call=call,
        cohort=call.cohort,
        until=until,
        letter=letter,
        blocked=blocked,
    )
