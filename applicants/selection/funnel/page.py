"""The equity funnel of one cohort on a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.disclosure.staff.page import listed
from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.funnel import funnel
from applicants.selection.funnel.look import STEPS
from applicants.selection.funnel.models import CohortFunnel
from applicants.selection.funnel.settle import kinds, settle, settled
from applicants.selection.funnel.stages import anybody, waiting
from programs.cohorts.models import Cohort


class Choice(forms.Form):
    """By which question the people are told apart."""

    question = forms.ChoiceField(label=gettext_lazy("By"))


@never_cache
@require_http_methods(["GET", "POST"])
def funnel_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Each look is written in the audit record; nothing is shown before something was chosen. The first look at a question is a POST of its own: it settles what
    is compared and as of when, for good. Before the cohort is decided the page says that, and settles nothing."""
    cohort = get_object_or_404(CohortFunnel.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    countable, form = subjects(), Choice(request.POST or request.GET or None)
    form.fields["question"].choices = listed(countable)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"cohort": cohort, "form": form, "opts": CohortFunnel._meta}
    if form.is_valid():
        code = form.cleaned_data["question"]
        if request.method == "POST":
            settle(cohort=cohort, question=code, kind=request.POST.get("kind", ""), by=request.user)
            return redirect(f"{request.path}?{urlencode({'question': code})}")
        context |= {"chosen": countable[code], **seen(request, cohort, code)}
    return staff_page(request, "admin/applicants/cohortfunnel/funnel.html", title=cohort.name, **context)


def seen(request: StaffRequest, cohort: Cohort, code: str) -> dict[str, Any]:
    """What is settled; or what may be, and how many still wait."""
    found = settled(cohort, code)
    if found:
        return {"settled": found, "apart": name_of(found.kind), "funnel": funnel(settled=found, subject=subjects()[code], by=request.user)}
    if left := waiting(cohort):
        return {"waiting": left}
    if not anybody(cohort):
        return {"nobody": True}
    runs_on = cohort.ends_on if cohort.ends_on and cohort.ends_on >= timezone.localdate() else None
    return {"kinds": [(kind, name_of(kind, name)) for kind, name in kinds(cohort).items()], "runs_on": runs_on}


def name_of(kind: str, round: str = "") -> str:
    if kind == STEPS:
        return _("step by step")
    return _("by pools of reviewers, %(round)s") % {"round": round} if round else _("by pools of reviewers")
