"""One short page of questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.disclosure.consent import agrees
from applicants.disclosure.describe import describe
from applicants.disclosure.description import Description, read
from applicants.disclosure.pages.door import for_its_owner
from applicants.disclosure.pages.form import PartForm, earlier_answers
from applicants.disclosure.wording import newest


@for_its_owner
def about_you_part(request: PersonRequest, application: Application, key: str) -> HttpResponse:
    """GET shows it as the person left it; POST keeps all of it, or shows it again with what has to be corrected. Nothing is saved while one types."""
    wording = newest()
    part = wording.part(key)
    if part is None:
        raise Http404
    if not agrees(request.user.pk, application.call_id):
        return redirect("about_you", application.folio)
    described = read(request.user.pk, application.call_id) or Description()
    form = PartForm(request.POST if request.method == "POST" else None, part=part, described=described)
    if form.is_valid():
        describe(application=application, person=request.user, answers=form.answers(), version=wording.version)
        if form.asks_again():
            return redirect(request.path)
        messages.success(request, _("Saved. It stays apart from your application."))
        return redirect("about_you", application.folio)
    context = {"application": application, "part": part, "form": form, "earlier": earlier_answers(part, described)}
    return render(request, "disclosure/part.html", context)
