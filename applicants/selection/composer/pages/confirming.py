"""One application in the light of a scenario: what was said of it, and the decision that a person confirms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.models import Review
from applicants.selection.composer.confirm import confirm
from applicants.selection.composer.forms import ConfirmForm
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.composer.pages.door import scenario_for
from applicants.selection.composer.vote import counted
from applicants.selection.decisions.stage import DECIDABLE, mark, noted
from applicants.selection.models import Decision


def confirming(request: StaffRequest, pk: int, application: int) -> HttpResponse:
    """GET shows it, and nothing is chosen beforehand; POST notes the decision and leads back to the scenario."""
    scenario = scenario_for(request, pk)
    rows = Application.objects.visible_to(request.user).filter(call=scenario.round.call_id).select_related("applicant", "call")
    found = get_object_or_404(rows.defer("answers", "revisions"), pk=application)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        confirm(
            scenario=scenario,
            application=found,
            outcome=data["outcome"],
            by=request.user,
            reason=data["reason"],
            seen=request.POST.get("seen"),
        )
        messages.success(request, _("%(folio)s: noted. Nobody is told before the release.") % {"folio": found.folio})
        return redirect("admin:scenario", pk)
    return confirming_page(request, scenario, found, form)


def confirming_page(request: StaffRequest, scenario: Scenario, found: Application, form: ConfirmForm) -> HttpResponse:
    votes = counted(Vote.objects.filter(scenario=scenario, application=found).select_related("person").order_by("pk"))
    blocked = ""
    if found.state not in DECIDABLE:
        blocked = _("Nothing can be decided about it any more: %(state)s.") % {"state": found.get_state_display()}
    return staff_page(
        request,
        "admin/applicants/composer/confirming.html",
        title=_("Confirm: %(folio)s") % {"folio": found.folio},
        scenario=scenario,
        application=found,
        is_chosen=found.pk in scenario.result.chosen,
        votes=votes,
        reviews=Review.objects.visible_to(request.user).filter(round=scenario.round, application=found, submitted_at__isnull=False),
        noted=Decision.objects.staged().filter(application=found).select_related("staged_by").first(),
        seen=mark(noted([found.pk])),
        before=Confirmation.objects.filter(application=found).select_related("by", "scenario").order_by("-pk")[:10],
        form=form,
        blocked=blocked,
        status=400 if form.is_bound and form.errors else 200,
    )
