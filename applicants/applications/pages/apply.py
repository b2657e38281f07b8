"""Starting: the privacy notice, the consents, the draft."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from applicants.applications.consents.asking import CALL_BY_SLUG, ConsentForm, asked, notice_of
from applicants.applications.pages.person import PersonRequest
from applicants.applications.start import CallNotOpen, live, start
from applicants.calls.eligibility.carried import Carried, carried_to, put_down
from applicants.calls.eligibility.judge import judge, sensitive_keys
from applicants.calls.eligibility.versions import rules_of, rules_version
from applicants.calls.form_versions import form_version
from fundportal.accounts.authentication import authentication
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.web.arrival import arrived_at
from fundportal.web.steady import repeatable


@never_cache
@login_required
@repeatable
def apply(request: PersonRequest, slug: str) -> HttpResponse:
    """Asks for consent before the first answer, then starts the draft. Who has one already is led to it."""
    call, at = CALL_BY_SLUG.first(slug=slug), arrived_at(request)
    if call is None:
        raise Http404
    carried = carried_to(request, call)
    sent = request.POST if request.method == "POST" else None
    purposes = asked(form_version(cast(int, call.form_version_id)))
    form = ConsentForm(sent, notice=notice_of(call), purposes=purposes, needed={Purpose.EVALUATE})
    if form.is_valid():
        application = start(
            person=request.user,
            call=call,
            wordings=form.ticked(),
            authentication=authentication(request),
            language=request.LANGUAGE_CODE,
            at=at,
            carried=carried,
        )
        put_down(request)
        return redirect("application", application.folio)
    begun = live(request.user, call)
    if begun and Purpose.EVALUATE in standing(request.user, begun.folio):
        put_down(request)
        return redirect("application", begun.folio)
    if not begun and not call.is_open(at):
        raise CallNotOpen(call, at)
    context = {
        "call": call,
        "notice": call.notice,
        "form": form,
        "at": at,
        **said(carried),
        "check_offered": not carried and rules_of(call),
    }
    return render(request, "applications/apply.html", context)


def said(carried: Carried | None) -> dict[str, Any]:
    """What the page says of the check that went before."""
    if carried is None:
        return {}
    rules = rules_version(carried.version).rules
    return {"outcome": judge(rules, carried.answers), "sensitive": any(key in carried.answers for key in sensitive_keys(rules))}
