"""What a person has agreed to, and the way to take it back."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.consents.take_back import allow_publicity, may_publish, take_back
from applicants.applications.deadline import may_edit
from applicants.applications.draft.parked import drop
from applicants.applications.draft.put_out import sensitive_keys
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.states import State
from applicants.applications.withdraw import may_withdraw
from fundportal.accounts.authentication import authentication
from fundportal.accounts.devices import called, keeper
from fundportal.consents.give import standing
from fundportal.consents.models import Consent, Purpose
from fundportal.web.arrival import arrived_at
from fundportal.web.steady import repeatable


class Matter(NamedTuple):
    """An application with its consents; `publishable` when the one to publicity may still be given."""

    application: Application
    consents: list[Consent]
    publishable: bool


@never_cache
@login_required
def consents(request: PersonRequest) -> HttpResponse:
    """All of them, those taken back included, application by application."""
    given = Consent.objects.filter(person=request.user).select_related("notice").order_by("given_at", "pk")
    given = given.defer("notice__short_es", "notice__short_en", "notice__body_es", "notice__body_en")
    by_folio: dict[str, list[Consent]] = {}
    for consent in given:
        by_folio.setdefault(consent.about, []).append(consent)
    rows = Application.objects.of(request.user).with_call().select_related("call__notice").order_by("-created_at")
    matters = [
        Matter(row, found, may_publish(row, row.call.notice) and not any(is_standing(one, Purpose.PUBLICITY) for one in found))
        for row in rows
        if (found := by_folio.get(row.folio, []))
    ]
    return render(request, "applications/consents.html", {"matters": matters, "zone": request.user.time_zone or "America/Mexico_City"})


def is_standing(consent: Consent, purpose: Purpose) -> bool:
    return consent.purpose == purpose and consent.withdrawn_at is None


@never_cache
@login_required
@repeatable
def consent(request: PersonRequest, folio: str, purpose: str) -> HttpResponse:
    """GET says what taking it back means; POST does it. The consent to publicity can be given here as well. A repeat shows what happened."""
    application = own(request.user, folio)
    if purpose not in Purpose.values:
        raise Http404
    if request.method == "POST" and request.POST.get("answer") == "give" and purpose == Purpose.PUBLICITY:
        signed_in = authentication(request)
        allow_publicity(application=application, person=request.user, language=request.LANGUAGE_CODE, authentication=signed_in)
        messages.success(request, _("Thank you. Your consent is kept; you can take it back here at any time."))
    elif request.method == "POST" and request.POST.get("answer") == "take_back":
        take_back(application=application, person=request.user, purpose=Purpose(purpose))
        if purpose in (Purpose.EVALUATE, Purpose.SENSITIVE):
            drop(request, folio, sensitive_keys(application.call_id))
        messages.success(request, _("Your consent is taken back."))
        return redirect("consents")
    elif purpose in standing(request.user, folio):
        return render(request, "applications/consent.html", consequences(request, application, purpose))
    return redirect("consents")


def consequences(request: PersonRequest, application: Application, purpose: str) -> dict[str, object]:
    """What the page has to say."""
    return {
        "application": application,
        "call": application.call,
        "purpose": purpose,
        "deletes": purpose in (Purpose.EVALUATE, Purpose.SENSITIVE),
        "keep": keeper(request),
        "called": called(request),
        "given": Consent.objects.standing().filter(person=request.user, about=application.folio, purpose=purpose).order_by("-pk").first(),
        "lives": may_withdraw(application),
        "placed": application.state in (State.OFFERED, State.CONFIRMED),
        "editable": may_edit(application, arrived_at(request)),
    }
