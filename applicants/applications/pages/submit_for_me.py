"""“Submit it for me at the deadline”: what that means, the wish, and the way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from applicants.applications.deadline import is_in_time
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.aside import aside
from applicants.applications.pages.boxes import deadline_box
from applicants.applications.pages.check import DeclarationForm
from applicants.applications.pages.person import PersonRequest
from applicants.applications.states import State
from applicants.applications.submit_for_me.ask import ask, standing_wish, take_back
from fundportal.accounts.authentication import authentication
from fundportal.web.arrival import arrived_at
from fundportal.web.steady import repeatable


class WishForm(DeclarationForm):
    """Two sentences, each with its box: what is declared, and what is asked for. Both are kept as they were read."""

    wish = forms.BooleanField(
        label=gettext_lazy("If my application is complete at the deadline, submit it for me with the answers that are saved by then.")
    )


@never_cache
@login_required
@repeatable
def submit_for_me(request: PersonRequest, folio: str) -> HttpResponse:
    """GET explains and asks, or says that it stands; POST writes the wish down, or takes it back."""
    application, at = own(request.user, folio), arrived_at(request)
    if application.state != State.DRAFT:
        return redirect("application", folio)
    if request.POST.get("answer") == "take_back":
        if take_back(application_id=application.pk, person=request.user):
            messages.success(request, _("Taken back. Your draft is submitted only if you submit it yourself."))
        return redirect("submit_for_me", folio)
    form = WishForm(request.POST or None)
    if form.is_valid():
        ask(
            application_id=application.pk,
            person=request.user,
            wording=str(form.fields["wish"].label),
            declaration=str(form.fields["declaration"].label),
            language=request.LANGUAGE_CODE,
            authentication=authentication(request),
            at=at,
        )
        return redirect("submit_for_me", folio)
    return render(request, "applications/submit_for_me.html", context(request, application, form))


def context(request: PersonRequest, application: Application, form: WishForm) -> dict[str, Any]:
    at = arrived_at(request)
    beside = aside(application, request.user, at)
    return {
        "application": application,
        "call": application.call,
        "wish": standing_wish(application),
        "form": form,
        "has_errors": form.is_bound,
        "open": is_in_time(application, at) and at <= application.deadline,
        "aside": beside,
        "deadline_box": deadline_box(beside),
    }
