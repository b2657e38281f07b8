"""The release: which decisions become known, to how many, in which words; then the verb; then what happened."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.applications.advance import LeftForGood, OwnApplication
from applicants.applications.in_play import left_for_good
from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.calls.models import Call
from applicants.review.preview import Preview
from applicants.selection.call_for import call_for
from applicants.selection.decisions.letters import as_released, letters_for
from applicants.selection.decisions.release import Changed, NothingStaged, Unexplained, claim, release, stop
from applicants.selection.decisions.stage import ReleaseRunning
from applicants.selection.decisions.tied import NotAcknowledged, mark, tied
from applicants.selection.decisions.warn import warnings
from applicants.selection.decisions.wave import LISTS, Chosen, counted, fingerprint, has_a_part, staged_in, without_comments
from applicants.selection.models import Decision, Release
from applicants.selection.procedure.models import procedure_of
from programs.cohorts.places import CohortFull

Outcome = Decision.Outcome
AT_ONCE = 200
"""Up to so many become known while the person waits; more are carried out in the background."""
PATIENCE = timedelta(minutes=2)
"""After so long a release that is still not done may be stopped by hand."""


class UnexplainedForm(forms.Form):
    """Why those who are declined without a comment get none; they read it."""

    unexplained_es = forms.CharField(
        label=gettext_lazy("Why they get no comments (Spanish)"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("They read exactly this in the letter and on the status page."),
    )
    unexplained_en = forms.CharField(
        label=gettext_lazy("Why they get no comments (English)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )


def releasing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET shows counts, everybody concerned, warnings and a letter of each kind, of the wave that is chosen in the address; POST with `confirm` releases
    exactly what was shown. Whose own application is among them sees no names and no letters, and cannot release."""
    call = call_for(request, pk)
    if "stop" in request.POST:
        return stopped(request, call)
    if "confirm" not in request.POST:
        return releasing_page(request, call, Chosen.of(request.GET))
    chosen, reasons = Chosen.of(request.POST), {name: request.POST.get(name, "")[:300] for name in UnexplainedForm.base_fields}
    verb = release if len(staged_in(call, chosen, procedure_of(call))) <= AT_ONCE else claim
    try:
        read = {"seen": request.POST.get("seen", "-"), "acknowledged": request.POST.get("acknowledged", "")}
        done = verb(call=call, by=request.user, chosen=chosen, **read, **reasons)
    except NothingStaged:
        messages.info(request, _("Nothing was left to release: below you see what became known, and when."))
    except (Changed, CohortFull, LeftForGood, NotAcknowledged, OwnApplication, ReleaseRunning, Unexplained) as refusal:
        messages.error(request, str(refusal))
        return releasing_page(request, call, chosen, UnexplainedForm(request.POST), status=refusal.status)
    else:
        tell(request, done)
    return redirect("admin:release", pk)


def tell(request: StaffRequest, done: Release) -> None:
    count = sum(done.counts.values())
    if done.state == Release.State.RUNNING:
        words = ngettext(
            "%(count)d decision is being released, within a minute or so.",
            "%(count)d decisions are being released, within a minute or so.",
            count,
        )
    else:
        words = ngettext("%(count)d decision is known now.", "%(count)d decisions are known now.", count)
    messages.success(request, words % {"count": count})


def stopped(request: StaffRequest, call: Call) -> HttpResponse:
    """Gives a release up that has been running for long."""
    late = running(call).filter(claimed_at__lt=timezone.now() - PATIENCE).first()
    if late is None:
        messages.info(request, _("No release had to be stopped: below you see what became known, and when."))
    elif stop(wave=late.pk, why=_("Stopped by hand."), by=request.user).state == Release.State.STOPPED:
        messages.success(request, _("The release is stopped. Nothing became known; the decisions are noted as before."))
    else:
        messages.info(request, _("It was done already: below you see what became known."))
    return redirect("admin:release", call.pk)


def running(call: Call) -> QuerySet[Release]:
    return Release.objects.filter(call=call, state=Release.State.RUNNING).select_related("by")


def releasing_page(
    request: StaffRequest, call: Call, chosen: Chosen, form: UnexplainedForm | None = None, status: int = 200
) -> HttpResponse:
    procedure = procedure_of(call)
    decisions = staged_in(call, chosen, procedure)
    own = has_a_part(request.user, decisions)
    silent, counts, runs = len(without_comments(decisions)), counted(decisions), running(call).first()
    conflicts = [] if own else tied(call, decisions, request.user)
    letters = [] if own else letters_for(call, decisions, as_released(call, procedure, request.POST))
    return staff_page(
        request,
        "admin/applicants/decision/releasing.html",
        title=_("Release the decisions"),
        call=call,
        cohort=call.cohort,
        chosen=chosen,
        outcomes=[(value, label, value in chosen.outcomes) for value, label in Outcome.choices],
        lists=[(value, label, value == chosen.list) for value, label in LISTS.items()],
        query=chosen.query(),
        counts=[(label, counts[value]) for value, label in Outcome.choices],
        people=[] if own else people(decisions),
        total=len(decisions),
        seen=fingerprint(decisions),
        warnings=warnings(call, decisions, names=not own),
        conflicts=conflicts,
        acknowledged=mark(conflicts),
        blocked=why_not(call, decisions, letters, runs=runs is not None, own=own),
        letters=letters,
        silent=silent,
        form=(form or UnexplainedForm()) if silent else None,
        procedure=procedure,
        unconfirmed=Decision.objects.unconfirmed().filter(application__call=call).count() if procedure.four_eyes else 0,
        running=runs,
        stoppable=runs is not None and runs.claimed_at is not None and runs.claimed_at < timezone.now() - PATIENCE,
        releases=[(made, [(label, made.counts.get(value, 0)) for value, label in Outcome.choices]) for made in past(call)],
        status=status,
    )


def past(call: Call) -> list[Release]:
    rows = Release.objects.filter(call=call).exclude(state=Release.State.RUNNING)
    return list(rows.select_related("by").order_by("-at"))


def people(decisions: list[Decision]) -> list[tuple[str, list[Decision]]]:
    """Everybody concerned, by outcome: those selected and declined by folio, the waiting list in its order."""
    ordered = sorted(decisions, key=lambda decision: (decision.position or 0, decision.application.folio))
    found = [(str(label), [decision for decision in ordered if decision.outcome == value]) for value, label in Outcome.choices]
    return [(label, rows) for label, rows in found if rows]


def why_not(call: Call, decisions: list[Decision], letters: list[Preview], *, runs: bool, own: bool) -> str:
    """Why this cannot be released as it stands; empty when it can."""
    selected = counted(decisions)[Outcome.SELECT]
    if runs:
        return str(ReleaseRunning().message)
    if not decisions:
        return _("No decision is noted that could be released.")
    if own:
        return _("An application of your own is among them: somebody else has to do this.")
    if selected and call.cohort.places is None:
        return _("The number of places is not known yet. Set it in the cohort first.")
    if selected > call.cohort.free:
        words = _("%(selected)d are selected and %(free)d places are free. Put some on the waiting list first.")
        return words % {"selected": selected, "free": call.cohort.free}
    if any(letter.trouble for letter in letters):
        return _("A letter cannot be written; nothing is released until it can.")
    gone = left_for_good(decision.application_id for decision in decisions if decision.outcome != Outcome.DECLINE)
    if gone:
        folios = ", ".join(d.application.folio for d in decisions if d.application_id in gone)
        return _(
            "These people no longer agree to the evaluation, or have erased the account: %(list)s. Take back what is noted about them."
        ) % {"list": folios}
    return ""
