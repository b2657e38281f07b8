"""The equity funnel of one cohort on a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.disclosure.staff.page import listed
from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.funnel import funnel
from applicants.selection.funnel.models import CohortFunnel
from applicants.selection.funnel.settle import STEPS, kinds, settle, settled


class Choice(forms.Form):
    """By which question the people are told apart."""

    question = forms.ChoiceField(label=gettext_lazy("By"))


@never_cache
@require_http_methods(["GET", "POST"])
def funnel_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Each look is written in the audit record; nothing is shown before something was chosen. Where steps and pools can be looked at, the first look at a question
    settles which of them, by a button; where there are steps alone, they are shown at once."""
    cohort = get_object_or_404(CohortFunnel.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    countable, form = subjects(), Choice(request.POST or request.GET or None)
    form.fields["question"].choices = listed(countable)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"cohort": cohort, "form": form, "opts": CohortFunnel._meta}
    if form.is_valid():
        code = form.cleaned_data["question"]
        found, may_be = settled(cohort, code), kinds(cohort)
        asked = request.POST.get("kind", "") if request.method == "POST" else ""
        if found is None and (asked in may_be or len(may_be) == 1):
            found = settle(cohort=cohort, question=code, kind=asked or STEPS, by=request.user)
        if request.method == "POST":
            return redirect(f"{request.path}?{urlencode({'question': code})}")
        context["chosen"] = countable[code]
        if found is None:
            context["kinds"] = [(kind, name_of(kind, name)) for kind, name in may_be.items()]
        else:
            context["settled"], context["apart"] = found, name_of(found.kind, may_be.get(found.kind, ""))
            context["has_pools"] = len(may_be) > 1 or found.kind != STEPS
            context["funnel"] = funnel(settled=found, subject=countable[code], by=request.user)
    return staff_page(request, "admin/applicants/cohortfunnel/funnel.html", title=cohort.name, **context)


def name_of(kind: str, round: str) -> str:
    if kind == STEPS:
        return _("step by step")
    return _("by pools of reviewers, %(round)s") % {"round": round} if round else _("by pools of reviewers")
