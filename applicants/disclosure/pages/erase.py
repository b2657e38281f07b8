"""Taking it all away: what will happen, then doing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.disclosure.erase import erase_description
from applicants.disclosure.pages.door import for_its_owner


@for_its_owner
def erase_about_you(request: PersonRequest, application: Application) -> HttpResponse:
    """GET asks once more; POST deletes. A repeat shows that nothing is left."""
    if request.method == "POST":
        erase_description(person_id=request.user.pk, calls=[application.call_id])
        messages.success(request, _("Erased. We keep none of your answers about you."))
        return redirect("about_you", application.folio)
    return render(request, "disclosure/erase.html", {"application": application})
