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

from applicants.applications.models import Application
from applicants.applications.told import reason_of_the_step
from applicants.selection.models import Decision, Offer
from applicants.selection.offers.answer import accept, decline
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import give, standing
from fundportal.consents.models import Notice, Purpose
from fundportal.web.arrival import arrived_at
from fundportal.web.pack.helper import section_helper
from fundportal.web.steady import repeatable


class PublicityForm(forms.Form):
    """Asked when a place is accepted, never ticked beforehand, and of no consequence for the place."""

    publicity = forms.BooleanField(
        label=_("Yes, you may publish my name and the place that I come from as a participant."),
        required=False,
        help_text=_("As you like: your place does not depend on it. You can take it back at any time."),
    )


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
            if not answer.repeated and PublicityForm(request.POST).data.get("publicity"):
                publish(request, application)
    elif request.POST.get("answer") == "decline":
        decline(application_id=application.pk, person=person, at=at)
    return redirect("offer", folio)


def asks_publicity(notice: Notice | None) -> bool:
    return bool(notice and notice.published_at and Purpose.PUBLICITY in notice.purposes)


def publish(request: HttpRequest, application: Any) -> None:
    """Keep the consent with the sentence that stood beside the box."""
    if asks_publicity(application.call.notice):
        give(
            person=application.applicant,
            notice=application.call.notice,
            purposes=[Purpose.PUBLICITY],
            about=application.folio,
            language=request.LANGUAGE_CODE,
            wordings={Purpose.PUBLICITY: str(PublicityForm.base_fields["publicity"].label)},
            authentication=authentication(request),
        )


def offer_page(request: HttpRequest, application: Any) -> HttpResponse:
    made = Offer.objects.filter(application=application).order_by("-pk").first()
    if made is None:
        raise Http404
    is_open = made.state == Offer.State.OPEN and arrived_at(request) <= made.expires_at
    known = Decision.objects.filter(application=application, release__isnull=False).order_by("-pk").first()
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "cohort": application.call.cohort,
        "offer": made,
        "is_open": is_open,
        "reason": reason_of_the_step(application),
    }
    context |= {"feedback": known.feedback if known else "", "declining": is_open and request.GET.get("answer") == "decline"}
    if is_open and asks_publicity(application.call.notice):
        context |= {"form": PublicityForm(), "helper": section_helper()}
    if made.state == Offer.State.ACCEPTED:
        context["published"] = Purpose.PUBLICITY in standing(application.applicant, application.folio)
    return render(request, "selection/offer.html", context)
