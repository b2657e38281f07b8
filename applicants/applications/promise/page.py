"""Promising a later date of decision: until when, why, who hears of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.promise.postpone import NotPostponed, postpone
from applicants.applications.promise.waiting import waiting
from applicants.applications.staff.page import StaffRequest
from applicants.calls.desk.call import managed, page
from applicants.calls.forms import WIDE


class PostponeForm(forms.Form):
    """The date that is promised from now on, and why. Everybody who waits reads the reason."""

    decision_by = forms.DateField(
        label=_("New date of decision"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Choose one that you can keep: it stands on the call's page, on each status page and in the letters."),
    )
    reason_es = forms.CharField(
        label=_("Reason (Spanish)"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        help_text=_("Shown on the status page and in the letters."),
    )
    reason_en = forms.CharField(label=_("Reason (English)"), max_length=300, required=False, widget=forms.TextInput(WIDE))


def postpone_page(request: StaffRequest, pk: int) -> HttpResponse:
    """GET asks and says to how many people it will be written; POST does it."""
    call = managed(request, pk)
    form = PostponeForm(request.POST or None)
    people = waiting().filter(call=call).count()
    if form.is_valid():
        try:
            postpone(call=call, by=request.user, **form.cleaned_data)
        except NotPostponed as refusal:
            form.add_error(None, str(refusal.message))
        else:
            words = ngettext("The date is moved. %(n)d letter is on its way.", "The date is moved. %(n)d letters are on their way.", people)
            messages.success(request, words % {"n": people})
            return redirect("admin:applicants_call_change", call.pk)
    context: dict[str, Any] = {"form": form, "people": people, "late": call.decision_is_late(timezone.now())}
    moved = call.postponements.select_related("author")
    return page(request, "postpone", call, _("Promise a later date of decision"), moved=moved, **context)
