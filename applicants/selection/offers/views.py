"""The offer, as the person whose place it is sees and answers it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from applicants.applications.consents.asking import wording
from applicants.applications.consents.take_back import allow_publicity, covers_publicity
from applicants.applications.models import Application
from applicants.applications.told import reason_of_the_step
from applicants.selection.decisions.feedback import newest_known, parts_of
from applicants.selection.models import Offer
from applicants.selection.offers.answer import accept, decline
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import standing
from fundportal.consents.models import Notice, Purpose
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.helper import section_helper
from fundportal.web.steady import repeatable


class PublicityForm(forms.Form):
    """Asked when a place is accepted, never ticked beforehand, and of no consequence for the place."""

    publicity = forms.BooleanField(
        required=False, help_text=_("As you like: your place does not depend on it. You can take it back at any time.")
    )

    def __init__(self, *args: Any, notice: Notice, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["publicity"].label = wording(Purpose.PUBLICITY, notice)


@never_cache
@login_required
@repeatable
def offer(request: HttpRequest, folio: str) -> HttpResponse:
    """GET shows the offer or what became of it; POST answers it. A repeat ends at what happened."""
    person: Any = request.user
    rows = Application.objects.of(person).select_related("call__cohort", "call__notice", "applicant").defer("answers", "revisions")
    application = get_object_or_404(rows, folio=folio)
    if request.method != "POST":
        return offer_page(request, application)
    at = arrived_at(request)
    if request.POST.get("answer") == "accept":
        with transaction.atomic():
            answer = accept(application_id=application.pk, person=person, at=at)
            if not answer.repeated and request.POST.get("publicity") and covers_publicity(application.call.notice):
                signed_in = authentication(request)
                allow_publicity(application=application, person=person, language=request.LANGUAGE_CODE, authentication=signed_in)
    elif request.POST.get("answer") == "decline":
        decline(application_id=application.pk, person=person, at=at)
    return redirect("offer", folio)


def offer_page(request: HttpRequest, application: Any) -> HttpResponse:
    made = Offer.objects.filter(application=application).order_by("-pk").first()
    if made is None:
        raise Http404
    is_open = made.state == Offer.State.OPEN and arrived_at(request) <= made.expires_at
    known = newest_known(application)
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "cohort": application.call.cohort,
        "offer": made,
        "is_open": is_open,
        "reason": reason_of_the_step(application),
    }
    told = [words for words in parts_of(known) if words.text] if known else []
    context |= {"told": told, "declining": is_open and request.GET.get("answer") == "decline"}
    if is_open and covers_publicity(application.call.notice):
        context |= {"form": PublicityForm(notice=application.call.notice), "helper": section_helper()}
    if made.state == Offer.State.ACCEPTED:
        context["published"] = Purpose.PUBLICITY in standing(application.applicant, application.folio)
    return render(request, "selection/offer.html", context)
