"""A section that asks for sensitive data opens with the consent to it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.applications.consenting import ConsentForm, notice_of, with_notice
from applicants.applications.models import Application
from applicants.applications.pages.autosave import is_autosave, signed_out
from applicants.applications.pages.person import PersonRequest
from applicants.applications.parked import park
from applicants.calls.form_versions import LoadedSection
from applicants.calls.models import Call
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import give
from fundportal.consents.models import Purpose
from fundportal.web.refusals import Refusal


class ConsentNeeded(Refusal):
    """Sensitive answers came although the consent was withdrawn in the meantime."""

    status = 403


def ask_consent(request: PersonRequest, application: Application, section: LoadedSection) -> HttpResponse:
    """Express consent for sensitive data (LFPDPPP art. 8), before its first question is shown. Answers that come without it wait in the session."""
    if is_autosave(request):
        return signed_out(ConsentNeeded(_("This section needs your consent. Press “Save and continue”: we keep what you wrote.")))
    notice = notice_of(with_notice(Call.objects.filter(pk=application.call_id)).get())
    asks = ".consent" in request.POST
    if request.method == "POST" and not asks:
        park(request)
    form = ConsentForm(request.POST if asks else None, notice=notice, purposes=[Purpose.SENSITIVE], needed={Purpose.SENSITIVE})
    if form.is_valid():
        give(
            person=request.user,
            notice=notice,
            purposes=[Purpose.SENSITIVE],
            about=application.folio,
            language=request.LANGUAGE_CODE,
            wordings=form.ticked(),
            authentication=authentication(request),
        )
        return redirect(request.path)
    return render(
        request, "applications/section_consent.html", {"application": application, "section": section, "notice": notice, "form": form}
    )
