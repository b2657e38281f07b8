"""Noting decisions: one by one with the text that the person will read, or many at once. Nobody is told before the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.bulk.begin import AT_ONCE
from applicants.applications.bulk.pages import begun
from applicants.applications.bulk.verbs import VERBS
from applicants.applications.models import Application
from applicants.applications.staff.page import MOST_AT_ONCE, ONE_ID, StaffRequest, ids_of, staff_page
from applicants.applications.states import TRANSITIONS
from applicants.calls.models import Call
from applicants.review.models import Round
from applicants.selection.call_for import call_for
from applicants.selection.decisions.feedback import Structured, comments_on, compose, from_the_rubric, from_the_rubrics
from applicants.selection.decisions.shortlist import PUT, TAKE, shortlist
from applicants.selection.decisions.stage import CORRECTABLE, DECIDABLE, NotedMeanwhile, ReleaseRunning, Staged, mark, noted, stage, unstage
from applicants.selection.models import Decision
from applicants.selection.procedure.models import procedure_of
from applicants.selection.ranking.banded import banded
from applicants.selection.ranking.order import DECISIONS
from fundportal.audit.record import record

if TYPE_CHECKING:
    from fundportal.accounts.models import User

NAMED = 50
SHORTLIST, UNDO = (PUT, TAKE), "undo"
UNSAID = {"select": ("next_call",), "waitlist": ("next_call",)}
"""Parts of the feedback that an outcome does without."""
Outcome = Decision.Outcome
TITLES = {
    Outcome.SELECT: _("Select"),
    Outcome.WAITLIST: _("Put on the waiting list"),
    Outcome.DECLINE: _("Decline"),
    UNDO: _("Take the decision back"),
    PUT: _("Put on the shortlist"),
    TAKE: _("Take off the shortlist"),
}


class DecisionForm(forms.Form):
    """What the people concerned read, and where they stand on the waiting list; of a correction also why the decision changes."""

    why = forms.CharField(
        label=_("Why the decision changes"),
        help_text=_("It corrects a decision that is known. The person reads this in the letter, with the date of the old decision."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    strong = forms.CharField(label=_("What was strong"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    missing = forms.CharField(label=_("What was missing"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    suggestion = forms.CharField(label=_("What could help"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    next_call = forms.ModelChoiceField(label=_("A call that could fit"), queryset=Call.objects.none(), required=False)

    feedback = forms.CharField(label=_("Text for the person"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 8}))
    comments = forms.BooleanField(label=_("Add the reviewers' comments on each application, without their names"), required=False)
    rubric = forms.BooleanField(
        label=_("Where the fields above are empty, say what was strong and what was missing by the scores of each application"),
        required=False,
    )
    position = forms.IntegerField(
        label=_("Place on the waiting list"),
        required=False,
        min_value=1,
        max_value=9999,
        help_text=_("Empty: behind those who wait already."),
    )

    def __init__(self, *args: Any, outcome: str, single: bool, call: Call, corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not corrects:
            del self.fields["why"]
        calls = Call.objects.public().filter(closes_at__gt=timezone.now()).exclude(pk=call.pk)
        self.fields["next_call"].queryset = calls  # type: ignore[attr-defined]
        for name in UNSAID.get(outcome, ()):
            del self.fields[name]
        if outcome != Outcome.WAITLIST:
            del self.fields["position"]
        if single:
            del self.fields["comments"], self.fields["rubric"]
            self.fields["feedback"].help_text = _(
                "The reviewers' comments are filled in. Change what you need; the person reads exactly this."
            )
        else:
            self.fields["feedback"].help_text = _("The same text for all of them. It may be left empty.")

    def kept(self) -> dict[str, Any]:
        """What was written, as JSON: the call that could fit by its number."""
        chosen: Call | None = self.cleaned_data.get("next_call")
        return {**self.cleaned_data, "next_call": chosen.pk if chosen else None}


def staging(request: StaffRequest, pk: int) -> HttpResponse:
    """Shows what will be noted about the applications chosen; with `confirm` it is."""
    call = call_for(request, pk)
    outcome = request.POST.get("outcome") or request.GET.get("outcome") or ""
    if outcome not in TITLES:
        raise Http404
    ids = chosen(request, call)
    if len(ids) > AT_ONCE and request.method == "POST":
        rows = Application.objects.visible_to(request.user).filter(call=call, pk__in=ids)
        return begun(request, VERBS[outcome], rows, order=ids, back=back_to(request, call)) or redirect(back_to(request, call))
    if "confirm" not in request.POST:
        return staging_page(request, call, outcome, ids, None)
    if outcome in SHORTLIST:
        return shortlisted(request, call, ids, outcome)
    if outcome == UNDO:
        return undone(request, call, ids)
    form = DecisionForm(
        request.POST, outcome=outcome, single=len(ids) == 1, call=call, corrects=bool(corrected(request, call, outcome, ids))
    )
    if not form.is_valid():
        return staging_page(request, call, outcome, ids, form)
    try:
        done = note(call=call, ids=ids, outcome=outcome, by=request.user, said=form.kept(), seen=request.POST.get("noted"))
    except (NotedMeanwhile, ReleaseRunning) as refusal:  # what was typed stays
        form.add_error(None, str(refusal.message))
        return staging_page(request, call, outcome, ids, form)
    tell(request, len(done.decisions), done.others)
    return redirect(back_to(request, call))


def note(*, call: Call, ids: list[int], outcome: str, by: User, said: Mapping[str, Any], seen: str | None = None) -> Staged:
    """Note one decision for each of these, in the words of the form (its fields by name, `next_call` a number). Raises as `stage` does."""
    comments = comments_on(ids) if said.get("comments") else {}
    structured = Structured(said.get("strong", ""), said.get("missing", ""), said.get("suggestion", ""), said.get("next_call"))
    return stage(
        call=call,
        applications=ids,
        outcome=outcome,
        by=by,
        feedback={application: compose(said.get("feedback", ""), comments.get(application, ())) for application in ids},
        structured=structured,
        drafted=from_the_rubrics(languages(by, call, ids)) if said.get("rubric") else None,
        position=said.get("position"),
        why=said.get("why", ""),
        seen=seen,
    )


def languages(by: User, call: Call, ids: list[int]) -> dict[int, str]:
    """In which language each of these people reads."""
    rows = Application.objects.visible_to(by).filter(call=call, pk__in=ids)
    return dict(rows.values_list("pk", "applicant__language"))


def corrected(request: StaffRequest, call: Call, outcome: str, ids: list[int]) -> Decision | None:
    """The known decision that one about this single application would correct."""
    if len(ids) != 1:
        return None
    states = CORRECTABLE.get(outcome, frozenset())
    rows = (
        Decision.objects.visible_to(request.user)
        .current()
        .filter(application__in=ids, application__call=call, application__state__in=states)
    )
    return rows.select_related("release").first()


def chosen(request: StaffRequest, call: Call) -> list[int]:
    """From the boxes of the ranking, in its order, or from the page before; with `all`, everybody on the ranking as it was filtered."""
    round = ranked(request, call) if "all" in request.POST else None
    if round:
        rows = banded(round, reader=request.user, decision=request.POST.get("decision", ""))
        return [row.pk for row in rows if row.state in DECIDABLE]
    boxes = [int(value) for value in request.POST.getlist("application")[:MOST_AT_ONCE] if ONE_ID.fullmatch(value)]
    return boxes or ids_of(request)


def undone(request: StaffRequest, call: Call, ids: list[int]) -> HttpResponse:
    try:
        count = unstage(call=call, applications=ids, by=request.user, seen=request.POST.get("noted"))
    except NotedMeanwhile as refusal:
        messages.error(request, str(refusal.message))
        return staging_page(request, call, UNDO, ids, None)
    messages.success(
        request, ngettext("%(count)d decision was taken back.", "%(count)d decisions were taken back.", count) % {"count": count}
    )
    return redirect(back_to(request, call))


def shortlisted(request: StaffRequest, call: Call, ids: list[int], verb: str) -> HttpResponse:
    of_the_call = Application.objects.visible_to(request.user).filter(call=call, pk__in=ids).values_list("pk", flat=True)
    done = shortlist(ids=list(of_the_call), by=request.user, verb=verb)
    tell(request, len(done.moved), done.others)
    return redirect(back_to(request, call))


def tell(request: StaffRequest, count: int, others: list[Application]) -> None:
    if count:
        messages.success(request, ngettext("%(count)d application: noted.", "%(count)d applications: noted.", count) % {"count": count})
    if others:
        listed = ", ".join(f"{application.folio} ({application.get_state_display()})" for application in others[:NAMED])
        messages.warning(request, _("Nothing was changed for these, their state is another one by now: %(list)s.") % {"list": listed})


def ranked(request: StaffRequest, call: Call) -> Round | None:
    """The round from whose ranking one came, else the call's last; None when it has none."""
    asked = request.POST.get("round", "")
    rounds = {round.pk: round for round in Round.objects.filter(call=call).order_by("-ordinal")}
    came = rounds.get(int(asked)) if ONE_ID.fullmatch(asked) else None
    return came or next(iter(rounds.values()), None)


def back_to(request: StaffRequest, call: Call) -> str:
    """The ranking, as it was filtered; the call's release when it has none."""
    round, decision = ranked(request, call), request.POST.get("decision", "")
    if round is None:
        return reverse("admin:release", args=[call.pk])
    return reverse("admin:round_ranking", args=[round.pk]) + (f"?decision={decision}" if decision in DECISIONS else "")


def staging_page(request: StaffRequest, call: Call, outcome: str, ids: list[int], form: DecisionForm | None) -> HttpResponse:
    rows = (
        Application.objects.visible_to(request.user).filter(call=call, pk__in=ids).select_related("applicant").defer("answers", "revisions")
    )
    places = {pk: place for place, pk in enumerate(ids)}
    found = sorted(rows, key=lambda application: places[application.pk])
    corrects = corrected(request, call, outcome, ids)
    sources = TRANSITIONS[outcome].sources if outcome in SHORTLIST else (*DECIDABLE, *CORRECTABLE[outcome]) if corrects else DECIDABLE
    if outcome == UNDO:
        before = noted(ids)
        fit = {decision.application_id for decision in before}
        movable = [application for application in found if application.pk in fit]
    else:
        movable = [application for application in found if application.state in sources]
        fit = {application.pk for application in movable}
        before = noted(fit)
    if form is None and outcome in Outcome.values:
        form = blank(request, call, outcome, movable, corrects)
    return staff_page(
        request,
        "admin/applicants/decision/staging.html",
        title=TITLES[outcome],
        call=call,
        outcome=outcome,
        movable=movable,
        count=len(movable),
        named=movable[:NAMED],
        more=max(0, len(movable) - NAMED),
        others=[application for application in found if application.pk not in fit],
        before=before[:NAMED],
        replaced=len(before),
        noted=mark(before),
        corrects=corrects,
        procedure=procedure_of(call),
        ids=",".join(str(application.pk) for application in movable),
        form=form,
        back=back_to(request, call),
        round=request.POST.get("round", ""),
        decision=request.POST.get("decision", ""),
        blocked="" if movable else _("There is nothing to do here."),
        status=400 if form and form.errors else 200,
    )


def blank(request: StaffRequest, call: Call, outcome: str, movable: list[Application], corrects: Decision | None) -> DecisionForm:
    """For one application its text as noted before, else with the comments filled in (which is written into the audit record); for many the box
    that adds them, ticked."""
    if len(movable) != 1:
        return DecisionForm(outcome=outcome, single=False, call=call, initial={"comments": True, "rubric": True})
    only = movable[0].pk
    earlier = Decision.objects.staged().filter(application=only).first() or corrects
    text = earlier.feedback if earlier else compose("", comments_on([only]).get(only, ()))
    said = vars_of(earlier) if earlier else from_the_rubric(only, movable[0].applicant.language)
    record(actor=request.user, verb="view_feedback", target=movable[0].folio, program_code=call.program_code)
    position = earlier.position if earlier and earlier.release_id is None else None
    initial = {"feedback": text, "position": position, "why": earlier.why if earlier else "", **said._asdict()}
    return DecisionForm(outcome=outcome, single=True, call=call, corrects=corrects is not None, initial=initial)


def vars_of(earlier: Decision) -> Structured:
    return Structured(earlier.strong, earlier.missing, earlier.suggestion, earlier.next_call_id)
