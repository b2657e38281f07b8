"""What staff do about a place that was offered or taken: extend the offer, withdraw it, end the place. A page, then the verb, then a message."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import IllegalTransition
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.applications.states import TRANSITIONS
from applicants.review.preview import Preview, preview
from applicants.selection.call_for import application_for
from applicants.selection.models import Offer
from applicants.selection.offers.end_place import END, RETRACT, about_offered_place, about_place, end_place, retract_offer
from applicants.selection.offers.extend import VERB, NotLater, extend_offer
from applicants.selection.offers.offer import about_offer, last_second


class Deed(NamedTuple):
    """What a page does: the verb, its title, its button and what is said when it is done."""

    verb: str
    title: str | Promise
    yes: str | Promise
    done: str | Promise


DEEDS = {
    "extend": Deed(VERB, _("Extend the offer"), _("Extend it and send the letter"), _("%(name)s has more time; the letter is on its way.")),
    "retract": Deed(
        RETRACT,
        _("Withdraw the offer"),
        _("Withdraw it and send the letter"),
        _("The offer to %(name)s is withdrawn and its place is free; the letter is on its way."),
    ),
    "end": Deed(
        END,
        _("End the place"),
        _("End it and send the letter"),
        _("The place of %(name)s has ended and is free; the letter is on its way."),
    ),
}


class PlaceForm(forms.Form):
    """The reason, which the person reads, and the new day of an offer that is extended."""

    day = forms.DateField(
        label=_("New last day to answer"),
        help_text=_("Until its last second, on the clock of the call."),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The person reads it in the letter."), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if what != "extend":
            del self.fields["day"]


def placing(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    """GET says what will happen, to whom and in which letter; POST with `confirm` does it. A repeat shows what happened."""
    application = application_for(request, pk)
    if "confirm" not in request.POST:
        return placing_page(request, application, what, PlaceForm(what=what))
    form = PlaceForm(request.POST, what=what)
    if not form.is_valid():
        return placing_page(request, application, what, form)
    try:
        do(what, application, request, **form.cleaned_data)
    except NotLater as refusal:
        form.add_error("day", str(refusal))
        return placing_page(request, application, what, form)
    except IllegalTransition as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, DEEDS[what].done % {"name": application.applicant})
    return redirect("admin:applicants_application_change", pk)


def do(what: str, application: Application, request: StaffRequest, *, reason: str, day: Any = None) -> None:
    if what == "extend":
        extend_offer(application=application, day=day, reason=reason, by=request.user)
    elif what == "retract":
        retract_offer(application=application, reason=reason, by=request.user)
    else:
        end_place(application=application, reason=reason, by=request.user)


def placing_page(request: StaffRequest, application: Application, what: str, form: PlaceForm) -> HttpResponse:
    offer = Offer.objects.visible_to(request.user).filter(application=application).order_by("-pk").first()
    possible = application.state in TRANSITIONS[DEEDS[what].verb].sources
    letter = letter_of(application, what, form, offer) if possible else None
    blocked: str | Promise = ""
    if not possible:
        blocked = _("Its state does not allow this: %(state)s.") % {"state": application.get_state_display()}
    elif letter and letter.trouble:
        blocked = _("The letter cannot be written.")
    return staff_page(
        request,
        "admin/applicants/offer/placing.html",
        title=DEEDS[what].title,
        yes=DEEDS[what].yes,
        what=what,
        application=application,
        call=application.call,
        cohort=application.call.cohort,
        offer=offer,
        form=form if possible else None,
        letter=letter,
        blocked=blocked,
        status=400 if form.errors else 200,
    )


def letter_of(application: Application, what: str, form: PlaceForm, offer: Offer | None) -> Preview:
    """As it would be written with what stands in the form; until a day is chosen it names the one that the offer has."""
    reason = str(form["reason"].value() or _("(the reason that you write)"))
    if what != "extend":
        about = about_offered_place if what == "retract" else about_place
        return preview(kind="place_ended", application=application, reason=reason, **about(application))
    day = form.cleaned_data.get("day") if form.is_bound else None
    until = last_second(application.call, day) if day else offer.expires_at if offer else timezone.now()
    return preview(kind="offer_extended", application=application, reason=reason, **about_offer(application, until))
