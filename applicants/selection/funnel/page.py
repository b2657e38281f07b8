"""The equity funnel of one cohort on a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.disclosure.staff.page import listed
from applicants.disclosure.subjects import subjects
from applicants.selection.funnel.funnel import funnel
from applicants.selection.funnel.models import CohortFunnel


class Choice(forms.Form):
    """By which question the people are told apart."""

    question = forms.ChoiceField(label=_("By"))


@never_cache
@require_GET
def funnel_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Each look is written in the audit record; nothing is shown before something was chosen."""
    cohort = get_object_or_404(CohortFunnel.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    countable, form = subjects(), Choice(request.GET or None)
    form.fields["question"].choices = listed(countable)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"cohort": cohort, "form": form, "opts": CohortFunnel._meta}
    if form.is_valid():
        context["funnel"] = funnel(cohort=cohort, subject=countable[form.cleaned_data["question"]], by=request.user)
    return staff_page(request, "admin/applicants/cohortfunnel/funnel.html", title=cohort.name, **context)
