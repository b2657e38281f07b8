"""Taking a call down, and showing it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.calls.archive import archive, restore
from applicants.calls.audience import audience
from applicants.calls.desk.call import managed, page
from applicants.calls.models import Call


def archive_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what it means and for how many people; POST does what its button says, whatever somebody else has done meanwhile."""
    call = managed(request, pk)
    person: Any = request.user
    if request.method == "POST" and request.POST.get("do") == "archive":
        archive(call=call, by=person)
        messages.success(request, _("The call is taken down. Drafts and submissions stay."))
    elif request.method == "POST" and request.POST.get("do") == "restore":
        restore(call=call, by=person)
        messages.success(request, _("The call is public again."))
    elif request.method != "POST" and call.status != Call.Status.DRAFT:
        down = call.status == Call.Status.ARCHIVED
        return page(
            request, "archive", call, _("Show the call again") if down else _("Take the call down"), down=down, drafts=len(audience(call))
        )
    return redirect("admin:applicants_call_change", call.pk)
