"""The page on which an applicant lets others help, and that of who helps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.team.help.codes import as_shown
from applicants.applications.team.help.consent import HelpNotPossible, allow, decline, offer, revoke
from applicants.applications.team.help.forms import AskForm, CodeForm, ConsentForm
from applicants.applications.team.help.helping import ask, find, stop, take_up
from applicants.applications.team.help.models import Help
from fundportal.accounts.authentication import authentication
from fundportal.web.numbers import number
from fundportal.web.steady import repeatable


@never_cache
@login_required
def team_help(request: PersonRequest, folio: str) -> HttpResponse:
    """The applicant's: who helps and who asks to; a code for who should. Each yes is a consent of its own, and each can be ended here at once."""
    application = own(request.user, folio)
    answer, help_id = request.POST.get("answer", ""), number(request.POST.get("help", ""))
    if answer == "end" and revoke(application=application, person=request.user, help_id=help_id):
        messages.success(request, _("It is ended: nobody can use it any more."))
    if answer == "decline" and decline(application=application, person=request.user, help_id=help_id):
        messages.success(request, _("You declined. We do not write to them about it."))
    if answer in ("end", "decline"):
        return redirect("team_help", folio)
    offering = ConsentForm(request.POST if answer == "offer" else None)
    requests = [
        (
            row,
            ConsentForm(request.POST if answer == "allow" and row.pk == help_id else None, prefix=f"r{row.pk}", initial={"days": row.days}),
        )
        for row in Help.objects.asked().filter(application=application).select_related("facilitator").order_by("pk")
    ]
    try:
        for row, form in requests:
            if form.is_valid():
                allow(application=application, person=request.user, help_id=row.pk, days=form.cleaned_data["days"], **how(request))
                messages.success(request, _("%(name)s can help you now.") % {"name": row.facilitator})
                return redirect("team_help", folio)
        code = (
            offer(application=application, person=request.user, days=offering.cleaned_data["days"], **how(request))
            if offering.is_valid()
            else ""
        )
    except HelpNotPossible as refusal:
        messages.error(request, str(refusal.message))
        return redirect("team_help", folio)
    context = {**lists(application), "offering": offering, "requests": requests, "code": as_shown(code) if code else "", "bare": code}
    return render(request, "applications/team/help.html", context | {"form": next((f for _r, f in requests if f.is_bound), offering)})


def how(request: PersonRequest) -> dict[str, str]:
    """What a consent keeps beside its words."""
    return {"language": request.LANGUAGE_CODE, "authentication": authentication(request)}


def lists(application: Application) -> dict[str, Any]:
    rows = Help.objects.filter(application=application).select_related("facilitator")
    now = timezone.now()
    return {
        "application": application,
        "call": application.call,
        "running": rows.running(now).order_by("ends_at"),
        "offered": rows.offered(now).order_by("-pk"),
        "past": [row for row in rows.given().order_by("-pk") if not row.runs(now)],
    }


@never_cache
@login_required
def helping(request: PersonRequest) -> HttpResponse:
    """Whom one helps; a code to take up; a person to ask."""
    answer = request.POST.get("answer", "")
    if answer == "stop":
        if stop(help_id=number(request.POST.get("help", "")), person=request.user):
            messages.success(request, _("You no longer help there."))
        return redirect("helping")
    code, asking = CodeForm(request.POST if answer == "code" else None), AskForm(request.POST if answer == "ask" else None)
    if code.is_valid():
        typed = "".join(sign for sign in code.cleaned_data["code"] if sign.isascii() and sign.isalnum())
        return redirect("help_code", typed or "x")
    if asking.is_valid():
        facts = asking.cleaned_data
        ask(folio=facts["folio"], person=request.user, days=facts["days"], note_to_person=facts["note"])
        messages.success(request, _("If there is such an application, its person finds your request and a letter. They decide."))
        return redirect("helping")
    rows = Help.objects.of(request.user).select_related("application__applicant", "application__call")
    now = timezone.now()
    context = {
        "running": rows.running(now).order_by("ends_at"),
        "waiting": rows.asked().order_by("-pk"),
        "past": [row for row in rows.given().order_by("-pk")[:50] if not row.runs(now)],
        "code": code,
        "asking": asking,
        "form": asking if asking.is_bound else code,
    }
    return render(request, "applications/team/helping.html", context)


@never_cache
@login_required
@repeatable
def help_code(request: PersonRequest, code: str) -> HttpResponse:
    """GET says whom one would help and for how long; POST begins. The code is used up by that."""
    row = find(code, request.user)
    if row.starts_at or request.method == "POST":
        return redirect("application", take_up(code=code, person=request.user).application.folio)
    return render(request, "applications/team/help_code.html", {"row": row, "application": row.application})
