"""The waiting list of a call, and the place offered from it by hand."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.applications.advance import IllegalTransition
from applicants.applications.in_play import is_possible
from applicants.applications.models import Application
from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.applications.states import TRANSITIONS, State
from applicants.review.preview import preview
from applicants.selection.call_for import application_for, call_for
from applicants.selection.models import Offer
from applicants.selection.offers.offer import about_offer, open_until
from applicants.selection.procedure.models import procedure_of
from applicants.selection.waiting.models import ByHand
from applicants.selection.waiting.order import passed_over, waiting_in
from applicants.selection.waiting.propose import offer_place, proposed, proposed_in, take_back
from fundportal.accounts.models import User
from programs.cohorts.places import CohortFull

A_PAGE = 100


def waiting_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The list with the places that are free, what is proposed and waits for a second person, and the offers that are open, page by page."""
    call = call_for(request, pk)
    offers = Offer.objects.open().filter(application__call=call).select_related("application__applicant").order_by("expires_at", "pk")
    page = Paginator(waiting_in(call), A_PAGE).get_page(request.GET.get("p"))
    open_ones = Paginator(offers, A_PAGE).get_page(request.GET.get("o"))
    proposals = proposed_in(call).select_related("application__applicant", "by").defer("application__answers", "application__revisions")
    return staff_page(
        request,
        "admin/applicants/offer/waiting.html",
        title=_("Waiting list"),
        call=call,
        cohort=call.cohort,
        page=page,
        offers=open_ones,
        proposals=proposals.filter(application__in=Application.objects.apart_from(request.user)).order_by("at"),
        procedure=procedure_of(call),
    )


class OfferForm(forms.Form):
    """Why a place is offered out of turn, where it is."""

    reason = forms.CharField(
        label=gettext_lazy("Why out of turn"),
        max_length=600,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("It stands in the record with your name. The person does not read it."),
    )


def offering(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows to whom a place will be offered, whom that passes over, and the letter; POST offers it, if one is still free, or proposes it where a
    second person has to confirm, and leads back to the list or the application.

    A repeat shows that it is offered."""
    application = application_for(request, pk)
    standing = proposed(application)
    if "confirm" not in request.POST and "take_back" not in request.POST:
        return offering_page(request, application, standing, None)
    back = redirect("admin:waiting_list", application.call_id)
    if application.state != State.WAITLISTED:
        back = redirect("admin:applicants_application_change", application.pk)
    if "take_back" in request.POST:
        if take_back(application=application, by=request.user):
            messages.success(request, _("The proposal is taken back."))
        return back
    form = OfferForm(request.POST) if asks_why(application, standing, request.user) else None
    if form and not form.is_valid():
        return offering_page(request, application, standing, form)
    offered = _("A place is offered to %(name)s; the letter is on its way.") % {"name": application.applicant}
    reason, seen = form.cleaned_data["reason"] if form else "", request.POST.get("seen", "")
    try:
        made = offer_place(application=application, by=request.user, reason=reason, seen=int(seen) if ONE_ID.fullmatch(seen) else 0)
    except IllegalTransition as refusal:
        if refusal.application.state == State.OFFERED:  # the second of two clicks
            messages.success(request, offered)
        else:
            messages.error(request, str(refusal))
    except CohortFull as refusal:
        messages.error(request, str(refusal))
    else:
        proposal = _("A place for %(name)s is proposed; it is offered once somebody else confirms it.") % {"name": application.applicant}
        messages.success(request, offered if made else proposal)
    return back


def asks_why(application: Application, standing: ByHand | None, reader: User) -> bool:
    """Whether the reader has to say why: somebody is passed over, and nobody else has said it before."""
    if application.state not in TRANSITIONS["offer"].sources or (standing is not None and standing.by_id != reader.pk):
        return False
    return passed_over(application) > 0


def offering_page(request: StaffRequest, application: Application, standing: ByHand | None, form: OfferForm | None) -> HttpResponse:
    call, until = application.call, open_until(application.call, timezone.now())
    letter = preview(kind="offer", application=application, **about_offer(application, until), feedback="")
    blocked, before = "", passed_over(application)
    if application.state not in TRANSITIONS["offer"].sources:
        blocked = _("Its state does not allow an offer: %(state)s.") % {"state": application.get_state_display()}
    elif not is_possible("offer", application):
        blocked = _("The person no longer agrees to the evaluation, or has erased the account.")
    elif call.cohort.free < 1:
        blocked = _("No place is free in this cohort.")
    elif letter.trouble:
        blocked = _("The letter cannot be written.")
    four_eyes = procedure_of(call).four_eyes
    own = standing is not None and standing.by_id == request.user.pk
    if form is None and asks_why(application, standing, request.user):
        form = OfferForm()
    if four_eyes and own and not blocked:
        blocked = _("You have proposed it: somebody else has to confirm it.")
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
        before=before,
        four_eyes=four_eyes,
        standing=standing,
        own=own,
        form=None if blocked else form,
        status=400 if form and form.errors else 200,
    )
