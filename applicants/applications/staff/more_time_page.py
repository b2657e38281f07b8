"""More time for one person: which application, until when, why. By its folio, since staff see no drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.applications.folio import is_folio
from applicants.applications.models import Application
from applicants.applications.staff.more_time import give_more_time
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.panels import Step, steps
from applicants.applications.states import State
from applicants.calls.desk.call import managed, page
from applicants.calls.extend import NotLater
from applicants.calls.forms import WIDE
from applicants.calls.models import Call
from fundportal.accounts.roles import Permission
from fundportal.web.local_time import LocalDateTimeField, in_zone


class MoreTimeForm(forms.Form):
    """A later deadline for one application, on the call's clock. The reason is public, the person is not."""

    folio = forms.CharField(
        label=_("Folio"), max_length=20, widget=forms.TextInput({"class": "vTextField", "autocapitalize": "characters"})
    )
    closes_at = LocalDateTimeField(label=_("New deadline"), help_text=_("On the clock of the call."))
    reason_es = forms.CharField(
        label=_("Reason (Spanish)"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        help_text=_("It stands on the call's page, without the folio: write nothing by which the person can be known."),
    )
    reason_en = forms.CharField(label=_("Reason (English)"), max_length=300, required=False, widget=forms.TextInput(WIDE))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        self.instance = call
        super().__init__(*args, **kwargs)

    def clean_folio(self) -> str:
        folio = str(self.cleaned_data["folio"]).strip().upper()
        if not is_folio(folio):
            raise ValidationError(gettext("This is not a folio: a character is wrong, or one is missing."))
        return folio

    def clean(self) -> dict[str, Any]:
        return in_zone(self, "closes_at")


def more_time_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks; POST gives the time, and says what stood in the way."""
    call = managed(request, pk)
    form = MoreTimeForm(request.POST or None, call=call, initial={"folio": request.GET.get("folio", "")[:20]})
    if form.is_valid():
        try:
            give_more_time(call=call, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except NotLater as refusal:
            form.add_error(None, str(refusal.message))
        else:
            words = gettext("%(folio)s has more time. The letter is on its way.")
            messages.success(request, words % {"folio": form.cleaned_data["folio"]})
            return redirect("admin:applicants_call_change", call.pk)
    given = call.extensions.exclude(folio="").select_related("author")
    return page(request, "more_time", call, _("More time for one person"), form=form, given=given)


@steps
def more_time_step(request: StaffRequest, application: Application) -> Iterable[Step]:
    if application.state == State.SUBMITTED and request.user.may(Permission.MANAGE_CALL, application.call.program_code):
        url = reverse("admin:applicants_application_more_time", args=[application.call_id])
        yield Step(_("Give more time"), f"{url}?folio={application.folio}")
