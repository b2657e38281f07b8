"""Questions about sensitive data are shown after the consent to them, and their answers are kept under it alone."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.applications.consents.asking import ConsentForm, notice_of, with_notice
from applicants.applications.draft.parked import park
from applicants.applications.draft.reading import read
from applicants.applications.models import Application
from applicants.applications.own import require
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.sent import Sent
from applicants.applications.rights import Right
from applicants.calls.form_versions import LoadedSection
from applicants.calls.models import Call
from applicants.calls.questions.base import is_answered
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import give, standing
from fundportal.consents.models import Purpose
from fundportal.web.errors import typed
from fundportal.web.refusals import TooLarge


class TooMuchForConsent(TooLarge):
    """Sensitive answers came although the consent was withdrawn in the meantime, and they are more than is kept while it is asked for."""

    def __init__(self, sent: QueryDict) -> None:
        super().__init__(
            _(
                "These questions need your consent, and what you wrote is too long to be kept until you have decided, or too much waits here already. Copy your words from below. Or agree in another tab, come back to this one, go back one page and send it again."
            ),
            lines=typed(sent),
        )


def withheld(application: Application, keys: Collection[str]) -> frozenset[str]:
    """Those of these questions whose answers may not be kept: all, or with the applicant's consent, in the applicant's own hands, none.

    No statement when none is asked about.
    """
    return frozenset(keys) if keys and not (application.is_led and agrees(application)) else frozenset()


def agrees(application: Application) -> bool:
    return Purpose.SENSITIVE in standing(application.applicant, application.folio)


def keep_for_consent(request: PersonRequest, application: Application, page: Sent, fields: QueryDict, keys: Collection[str]) -> bool:
    """Let the answers to these questions wait in the session. Returns whether there is any. Raises TooMuchForConsent rather than lose one."""
    if not keys:
        return False
    found = read(page.form_of(application, fields), application=application, only=keys)
    if not found.unfinished and not any(is_answered(value) for value in found.values.values()):
        return False
    if not application.is_led:
        words = _("Only %(name)s answers questions about sensitive data. What you wrote there was not saved.")
        messages.warning(request, words % {"name": application.applicant})
        return False
    if not park(request, fields, keys):
        raise TooMuchForConsent(fields)
    return True


def ask_consent(request: PersonRequest, application: Application, section: LoadedSection) -> HttpResponse:
    """Express consent for sensitive data (LFPDPPP art. 8), before its first question is shown. Nobody agrees for somebody else."""
    require(application, Right.LEAD)
    notice = notice_of(with_notice(Call.objects.filter(pk=application.call_id)).get())
    form = ConsentForm(
        request.POST if ".consent" in request.POST else None, notice=notice, purposes=[Purpose.SENSITIVE], needed={Purpose.SENSITIVE}
    )
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
