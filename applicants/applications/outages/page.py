"""An outage as staff decide about it: what was measured, what it proves, and the two ways on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.outages.models import Outage
from applicants.applications.outages.settle import SettledAlready, dismiss, grant, suggestion
from applicants.applications.staff.page import StaffRequest
from applicants.applications.states import State
from applicants.calls.audience import audience
from applicants.calls.desk.call import page
from applicants.calls.extend import NotLater
from applicants.calls.forms import WIDE, ExtendForm
from fundportal.accounts.roles import Permission
from fundportal.web.moments import clock, near_day


class DismissForm(forms.Form):
    """Why nobody needs more time."""

    reason = forms.CharField(
        label=_("Why there is no extension"), max_length=300, widget=forms.TextInput(WIDE), help_text=_("It stays in the audit record.")
    )


def outage_page(request: StaffRequest, pk: int) -> HttpResponse:
    """GET says what was measured; POST extends with a reason, or dismisses with one."""
    if not request.user.may_somewhere(Permission.MANAGE_CALL):
        raise PermissionDenied
    outage = get_object_or_404(Outage.objects.visible_to(request.user).select_related("call__cohort__strand__program"), pk=pk)
    dismissing = "dismiss" in request.POST
    extending = ExtendForm(request.POST if request.method == "POST" and not dismissing else None, call=outage.call)
    if not extending.is_bound:
        extending.initial = {**extending.initial, **suggested(outage)}
    no = DismissForm(request.POST if dismissing else None)
    form: Any = no if dismissing else extending
    if form.is_valid():
        try:
            if dismissing:
                dismiss(outage_id=outage.pk, reason=no.cleaned_data["reason"], by=request.user)
            else:
                grant(outage_id=outage.pk, by=request.user, **extending.cleaned_data)
        except SettledAlready as refusal:
            messages.warning(request, str(refusal.message))
        except NotLater as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, gettext("Noted: no extension.") if dismissing else gettext("The deadline is moved."))
        if not form.errors:
            return redirect("admin:applicants_call_change", outage.call_id)
    open_drafts = Application.objects.filter(call=outage.call_id, state=State.DRAFT).count()
    listeners = len(audience(outage.call))
    return page(request, "outage", outage.call, _("An outage before the deadline"), outage=outage, form=extending, no=no,
                drafts=open_drafts, listeners=listeners)  # fmt: skip


def suggested(outage: Outage) -> dict[str, Any]:
    """The new deadline, with the reason in both languages."""
    call = outage.call
    later = suggestion(outage, timezone.now())
    return {
        "closes_at": later.replace(tzinfo=None),
        "decision_by": max(call.decision_by, later.date()),
        "reason_es": reason_in("es-mx", outage),
        "reason_en": reason_in("en", outage),
    }


def reason_in(language: str, outage: Outage) -> str:
    zone = outage.call.zone
    with override(language):
        return gettext("The portal was not available for %(minutes)d minutes (%(day)s, from %(began)s to %(ended)s).") % {
            "minutes": outage.minutes,
            "day": near_day(outage.began_at.astimezone(zone)),
            "began": clock(outage.began_at.astimezone(zone)),
            "ended": clock(outage.ended_at.astimezone(zone)),
        }
