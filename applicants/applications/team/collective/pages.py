"""The page “¿Postulas como colectivo o comunidad?”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from applicants.applications.deadline import may_edit
from applicants.applications.own import own
from applicants.applications.pages.person import PersonRequest
from applicants.applications.rights import Right
from applicants.applications.team.collective.forms import CollectiveForm
from applicants.applications.team.collective.lines import lines_of
from applicants.applications.team.collective.models import Collective
from applicants.applications.team.collective.write import Overtaken, take_away, write
from fundportal.web.arrival import arrived_at
from fundportal.web.steady import repeatable


@never_cache
@login_required
@repeatable
def team_collective(request: PersonRequest, folio: str) -> HttpResponse:
    """Optional. GET shows it, to write for who writes; POST saves it or takes it away."""
    application = own(request.user, folio, right=Right.EDIT if request.method == "POST" else Right.READ)
    at = arrived_at(request)
    stored = Collective.objects.filter(application=application).first()
    context: dict[str, Any] = {"application": application, "stored": stored}
    if request.method == "POST" and request.POST.get("answer") == "none":
        take_away(application=application, person=request.user, at=at)
        messages.success(request, _("The application is yours alone."))
        return redirect("team", folio)
    if request.method != "POST" and not (may_edit(application, at) and application.hand and application.hand.writes):
        return render(request, "applications/team/collective_read.html", {**context, "lines": lines_of(stored.content) if stored else []})
    initial = {**stored.content, "seen": stored.version} if stored else {"seen": 0}
    form = CollectiveForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            write(application=application, person=request.user, facts=form.facts(), seen=form.cleaned_data["seen"] or 0, at=at)
        except Overtaken as other:
            fields = request.POST.copy()
            fields["seen"] = str(other.now.version if other.now else 0)
            form = CollectiveForm(fields)
            context |= {"overtaken": lines_of(other.now.content) if other.now else [], "stored": other.now, "late": True}
        else:
            messages.success(request, _("Saved."))
            return redirect("team", folio)
    return render(request, "applications/team/collective.html", {**context, "form": form})
