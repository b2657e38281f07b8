"""What it is for, who sees it, and the short pages of questions; first of all the consent."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applicants.applications.consents.asking import ConsentForm, notice_of, with_notice
from applicants.applications.models import Application
from applicants.applications.pages.person import PersonRequest
from applicants.calls.models import Call
from applicants.disclosure.consent import agrees, is_offered
from applicants.disclosure.description import Description, read
from applicants.disclosure.floors.stated import askable
from applicants.disclosure.pages.door import for_its_owner
from applicants.disclosure.rule import INTERNAL, PUBLIC
from applicants.disclosure.wording import Part, newest
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import give
from fundportal.consents.models import Purpose


class Row(NamedTuple):
    """A page of questions, and how many of them are answered."""

    part: Part
    answered: int
    total: int


@for_its_owner
def about_you(request: PersonRequest, application: Application) -> HttpResponse:
    """Asks for consent before the first question; then shows what there is to answer, in any order."""
    described = read(request.user.pk, application.call_id)
    context: dict[str, object] = {
        "application": application,
        "described": described,
        "few": INTERNAL.threshold,
        "few_outside": PUBLIC.threshold,
        "floors": [each.sentence for each in askable(application.call).values()],
    }
    if agrees(request.user.pk, application.call_id) or not is_offered(application.call.notice_id):
        return render(request, "disclosure/about_you.html", {**context, "rows": rows(described or Description())})
    return ask_consent(request, application, context)


def rows(described: Description) -> list[Row]:
    """Supplements are not counted: they are a part of their question."""
    main = [(part, [asked.key for asked in part.questions if not asked.of]) for part in newest().parts]
    return [Row(part, sum(key in described.answers for key in keys), len(keys)) for part, keys in main]


def ask_consent(request: PersonRequest, application: Application, context: dict[str, object]) -> HttpResponse:
    """Express consent to sensitive data for this purpose alone (LFPDPPP art. 8)."""
    notice = notice_of(with_notice(Call.objects.filter(pk=application.call_id)).get())
    form = ConsentForm(
        request.POST if request.method == "POST" else None, notice=notice, purposes=[Purpose.MONITORING], needed={Purpose.MONITORING}
    )
    if not form.is_valid():
        return render(request, "disclosure/consent.html", {**context, "notice": notice, "form": form})
    give(
        person=request.user,
        notice=notice,
        purposes=[Purpose.MONITORING],
        about=application.folio,
        language=request.LANGUAGE_CODE,
        wordings=form.ticked(),
        authentication=authentication(request),
    )
    messages.success(request, _("Thank you. Answer what you like, and leave the rest."))
    return redirect(request.path)
