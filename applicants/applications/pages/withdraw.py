"""Taking an application back: what will happen, then doing it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.states import State
from applicants.applications.withdraw import foretold, may_withdraw, withdraw
from fundportal.web.steady import repeatable


@never_cache
@login_required
@repeatable
def withdraw_page(request: PersonRequest, folio: str) -> HttpResponse:
    """GET says what happens; POST does it. A repeat shows what happened."""
    application = own(request.user, folio)
    if request.method == "POST":
        withdraw(application=application, person=request.user)
        return redirect("application", folio)
    if not may_withdraw(application):
        return redirect("application", folio)
    context = {
        "application": application,
        "call": application.call,
        "draft": application.state == State.DRAFT,
        "foretold": foretold(application),
    }
    return render(request, "applications/withdraw.html", context)
