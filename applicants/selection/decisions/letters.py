"""The letters of a wave as they will be read, before any is written: one of each kind, or all of them, page by page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.calls.models import Call
from applicants.review.preview import Preview, preview
from applicants.selection.call_for import call_for
from applicants.selection.decisions.feedback import in_the_letter
from applicants.selection.decisions.release import appeals_end
from applicants.selection.decisions.wave import Chosen, has_a_part, staged_in
from applicants.selection.models import Decision, Release
from applicants.selection.offers.offer import about_offer, open_until
from applicants.selection.procedure.models import Procedure, procedure_of
from fundportal.audit.record import record

Outcome = Decision.Outcome
LETTERS = {Outcome.SELECT: "offer", Outcome.WAITLIST: "waitlisted", Outcome.DECLINE: "declined"}
A_PAGE = 10


def as_released(call: Call, procedure: Procedure, fields: Any) -> Release:
    """What a release at this moment would be, with the reason that is being typed, or a word in its place. Nothing is stored."""
    now, es, en = timezone.now(), str(fields.get("unexplained_es", ""))[:300], str(fields.get("unexplained_en", ""))[:300]
    words = es.strip() or _("(the reason that you write)")
    return Release(call=call, at=now, appeal_until=appeals_end(call, procedure, now), unexplained_es=words, unexplained_en=en.strip())


def letter_of(call: Call, decision: Decision, made: Release) -> Preview:
    """The letter to one person, as this release would write it."""
    application = decision.application
    application.call = call
    context = in_the_letter(decision, application.applicant.language, made)
    if decision.outcome == Outcome.SELECT:
        context |= about_offer(application, open_until(call, made.at))
    return preview(kind=LETTERS[Outcome(decision.outcome)], application=application, **context)


def letters_for(call: Call, decisions: list[Decision], made: Release) -> list[Preview]:
    """The letter of the first decision of each kind."""
    firsts: dict[str, Decision] = {}
    for decision in decisions:
        firsts.setdefault(decision.outcome, decision)
    return [letter_of(call, firsts[outcome], made) for outcome in Outcome.values if outcome in firsts]


def release_letters(request: StaffRequest, pk: int) -> HttpResponse:
    """All letters of the wave that is chosen, ten a page; with `only` that to one person. Whose own application is among them reads none."""
    call = call_for(request, pk)
    chosen, procedure = Chosen.of(request.GET), procedure_of(call)
    decisions = staged_in(call, chosen, procedure)
    own = has_a_part(request.user, decisions)
    order = {outcome: place for place, outcome in enumerate(Outcome.values)}
    decisions.sort(key=lambda d: (order[d.outcome], d.position or 0, d.application.folio))
    only = request.GET.get("only", "")
    if only:
        decisions = [d for d in decisions if ONE_ID.fullmatch(only) and d.application_id == int(only)]
        if not decisions:
            raise Http404
    page = Paginator([] if own else decisions, A_PAGE).get_page(request.GET.get("p"))
    made = as_released(call, procedure, {})
    if page.object_list:
        folio = page.object_list[0].application.folio if only else ""
        record(
            actor=request.user,
            verb="preview_letters",
            target=folio or call.slug,
            program_code=call.program_code,
            letters=len(page.object_list),
        )
    kept = request.GET.copy()
    kept.pop("p", None)
    return staff_page(
        request,
        "admin/applicants/decision/letters.html",
        title=_("The letters"),
        call=call,
        page=page,
        letters=[(decision, letter_of(call, decision, made)) for decision in page],
        keep=kept.urlencode(),
        query=chosen.query(),
        only=only,
        blocked=_("An application of your own is among them: somebody else has to do this.") if own else "",
    )
