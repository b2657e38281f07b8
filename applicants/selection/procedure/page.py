"""The page on which staff set how a call decides."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.selection.call_for import call_for
from applicants.selection.procedure.change import StillToConfirm, change_procedure
from applicants.selection.procedure.models import MOST_DAYS, Procedure, procedure_of
from fundportal.accounts.roles import Permission


class ProcedureForm(forms.ModelForm[Procedure]):
    """What can be set, each with what it means."""

    appeal_days = forms.IntegerField(
        label=_("Days in which who is declined may ask to be read again"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Counted from the release, to the last second of the day; the letter says until when. 0: nobody can ask."),
    )

    class Meta:
        model = Procedure
        fields = ["four_eyes", "next_offer", "appeal_days"]
        labels = {
            "four_eyes": _("A second person confirms each decision before it can be released"),
            "next_offer": _("A place that becomes free is offered to the next on the waiting list"),
        }
        help_texts = {
            "four_eyes": _("Who noted a decision cannot confirm it, and a change asks for a new confirmation."),
            "next_offer": _(
                "Within a minute, in the order of the list, until the cohort begins. The order is the one that people released; off: staff offer by hand."
            ),
        }


def procedure_page(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows what is set; POST sets it. The same form sent twice changes nothing the second time."""
    call = call_for(request, pk)
    if not request.user.may(Permission.MANAGE_CALL, call.program_code):
        raise PermissionDenied
    form, status = ProcedureForm(request.POST or None, instance=procedure_of(call)), 200
    if "confirm" in request.POST:
        if form.is_valid():
            try:
                change_procedure(call=call, by=request.user, **form.cleaned_data)
            except StillToConfirm as refusal:
                form.add_error("four_eyes", str(refusal))
            else:
                messages.success(request, _("This is how the call decides from now on."))
                return redirect("admin:release", pk)
        status = 400
    title = _("How this call decides")
    return staff_page(request, "admin/applicants/decision/procedure.html", title=title, call=call, form=form, status=status)
