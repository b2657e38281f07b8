"""Check your answers, declare, submit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from applicants.applications.asked import asked_form
from applicants.applications.deadline import is_in_time, may_edit
from applicants.applications.draft.authors import helped_answers
from applicants.applications.draft.missing import Gap, gaps
from applicants.applications.draft.parked import parked, to_sign_in, unpark
from applicants.applications.draft.renew import renewed
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.aside import aside
from applicants.applications.pages.boxes import deadline_box
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.summary import files_at, summary, with_helpers
from applicants.applications.rights import Right
from applicants.applications.states import TRANSITIONS
from applicants.applications.submit import Incomplete, Stale, attempt, submit, token
from applicants.applications.team.collective.lines import lines_of
from applicants.applications.team.collective.models import content_of
from fundportal.consents.give import standing
from fundportal.web.arrival import arrived_at
from fundportal.web.moments import clock, near_day
from fundportal.web.steady import repeatable
from fundportal.web.zones import city


class DeclarationForm(forms.Form):
    """The sentence that is frozen with the answers. Publicity is not asked here but when a place is accepted."""

    declaration = forms.BooleanField(label=_("What I say is true, and I meet the requirements of the call."))


class Hindrance(NamedTuple):
    """Why the page comes again: what is missing, or that the answers have changed since."""

    gaps: list[Gap]
    stale: bool = False


@never_cache
@repeatable
def check(request: PersonRequest, folio: str) -> HttpResponse:
    """GET shows every answer with a way to change it and what is missing; POST submits."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    declaration = DeclarationForm(request.POST if request.method == "POST" else None)
    if declaration.is_valid():
        return send(request, folio, declaration)
    application = own(request.user, folio, "submission", right=Right.LEAD if declaration.is_bound else Right.READ)
    waiting = parked(request) if request.method != "POST" and application.is_led else None
    if waiting:
        return sent_signed_out(request, application, waiting[1])
    if not may_edit(application, arrived_at(request)):
        return redirect("application", folio)
    if declaration.is_bound:
        attempt(application_id=application.pk, person=request.user, arrived_at=arrived_at(request))
    return check_page(request, renewed_with_submission(request, application), declaration)


def sent_signed_out(request: PersonRequest, application: Application, sent_at: datetime) -> HttpResponse:
    """It was sent when the session was over. Nothing is handed in for somebody who was not there, but the instant counts as the first attempt."""
    if application.state in TRANSITIONS["submit"].sources and sent_at <= application.deadline:
        attempt(application_id=application.pk, person=request.user, arrived_at=sent_at)
        moment = sent_at.astimezone(application.call.zone)
        words = {"time": clock(moment), "day": near_day(moment), "city": city(application.call.time_zone)}
        messages.warning(
            request,
            _(
                "You were signed out when you pressed “Submit” on %(day)s at %(time)s (%(city)s). We have noted that hour: check and submit again."
            )
            % words,
        )
    unpark(request)
    return redirect("check", application.folio)


def send(request: PersonRequest, folio: str, declaration: DeclarationForm) -> HttpResponse:
    """One submission, however often it is sent; every time it ends at its receipt."""
    try:
        submit(
            folio=folio,
            person=request.user,
            arrived_at=arrived_at(request),
            language=request.LANGUAGE_CODE,
            checked=request.POST.get("checked", ""),
            declaration=str(declaration.fields["declaration"].label),
        )
    except Incomplete as incomplete:
        return check_page(request, own(request.user, folio, "submission"), DeclarationForm(), Hindrance(incomplete.gaps))
    except Stale:
        return check_page(request, own(request.user, folio, "submission"), DeclarationForm(), Hindrance([], stale=True))
    unpark(request)
    return redirect("receipt", folio)


def renewed_with_submission(request: PersonRequest, application: Application) -> Application:
    fresh = renewed(application, arrived_at(request))
    return application if fresh is application else own(request.user, application.folio, "submission", right=Right.READ)


def check_page(
    request: PersonRequest, application: Application, declaration: DeclarationForm, hindrance: Hindrance | None = None
) -> HttpResponse:
    form, at = asked_form(application), arrived_at(request)
    consents, beside = standing(application.applicant, application.folio), aside(application, request.user, at)
    found = hindrance.gaps if hindrance and hindrance.gaps else gaps(application, form, consents)
    helped = helped_answers(application) if getattr(application, "was_helped", True) else {}
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "summary": with_helpers(summary(form, application.answers, plain=not application.is_led), helped),
        "files_at": files_at(application.folio),
        "gaps": found,
        "collective": lines_of(content) if (content := content_of(application)) else [],
        "tried": hindrance is not None and bool(hindrance.gaps),
        "stale": hindrance is not None and hindrance.stale,
        "has_errors": hindrance is not None or declaration.is_bound,
        "declaration": declaration,
        "checked": token(application),
        "open": is_in_time(application, at),
        "aside": beside,
        "deadline_box": deadline_box(beside, explains_attempt=True),
    }
    return render(request, "applications/check.html", context)
