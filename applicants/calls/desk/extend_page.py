"""Extending the deadline: until when, why, who hears of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.calls.audience import audience
from applicants.calls.desk.call import managed, page
from applicants.calls.extend import extend
from applicants.calls.forms import ExtendForm
from applicants.calls.models import Call


def extend_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the new deadline and says to how many people it will be written; POST does it."""
    call = managed(request, pk)
    if call.status != Call.Status.PUBLISHED:
        messages.warning(request, _("Only a published call has a deadline to extend."))
        return redirect("admin:applicants_call_change", call.pk)
    form = ExtendForm(request.POST or None, call=call)
    listeners = len(audience(call))
    if form.is_valid():
        extend(call=call, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        words = ngettext(
            "The deadline is moved. %(n)d letter is on its way.", "The deadline is moved. %(n)d letters are on their way.", listeners
        )
        messages.success(request, words % {"n": listeners})
        return redirect("admin:applicants_call_change", call.pk)
    return page(
        request, "extend", call, _("Extend the deadline"), form=form, listeners=listeners, extensions=call.extensions.filter(folio="")
    )
