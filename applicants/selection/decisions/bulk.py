"""The shortlist, and decisions in the same words, for many at once in the background."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.db.models import CharField, Expression, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from applicants.applications.bulk.look import NAMED, Looked
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.pages import begun
from applicants.applications.bulk.verbs import VERBS, NotNow, Verb, register
from applicants.applications.bulk.why import GONE, STATE, WORDS, Left
from applicants.applications.in_play import keeps_in_play, left_for_good
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest
from applicants.applications.states import TRANSITIONS
from applicants.calls.models import Call
from applicants.selection.decisions.shortlist import PUT, TAKE, shortlist
from applicants.selection.decisions.stage import DECIDABLE, ReleaseRunning, locked_call, noted, unstage
from applicants.selection.decisions.staging import TITLES, UNDO, DecisionForm, note
from applicants.selection.models import Decision
from applicants.selection.procedure.models import procedure_of
from fundportal.accounts.roles import Permission

if TYPE_CHECKING:
    from django import forms

    from fundportal.accounts.models import User

NOTED, UNNOTED = "noted", "unnoted"
WORDS[NOTED] = _("Somebody else has noted or taken back a decision about it meanwhile.")
WORDS[UNNOTED] = _("Nothing is noted about it.")


class Shortlisting(Verb):
    permission = Permission.DECIDE
    template = "admin/applicants/decision/before.html"

    def __init__(self, code: str) -> None:
        self.code, self.title = code, TITLES[code]

    def shown(self, request: HttpRequest, job: BulkJob, looked: Looked, form: forms.Form | None) -> dict[str, Any]:
        return {"outcome": self.code}

    def sort(self, job: BulkJob, applications: Sequence[Application]) -> dict[int, Left]:
        fit = [a.pk for a in applications if a.state in TRANSITIONS[self.code].sources]
        gone = left_for_good(fit) if keeps_in_play(self.code) else set()
        return other_states(applications, fit) | dict.fromkeys(gone, Left(GONE))

    def carry_out(self, job: BulkJob, by: User, rows: Collection[BulkRow]) -> dict[int, Left]:
        done = shortlist(ids=[row.application_id for row in rows], by=by, verb=self.code)
        return other_states(done.others, ())


class OfACall(Verb):
    """A step that waits for whoever else decides in the call, and leaves alone what is noted otherwise than who confirmed had seen."""

    permission = Permission.DECIDE
    template = "admin/applicants/decision/before.html"

    def __init__(self, code: str) -> None:
        self.code, self.title = code, TITLES[code]

    def mark(self) -> Expression:
        noted_now = Decision.objects.staged().filter(application=OuterRef("application")).values("pk")[:1]
        return Coalesce(Cast(Subquery(noted_now), CharField()), Value(""))

    def shown(self, request: HttpRequest, job: BulkJob, looked: Looked, form: forms.Form | None) -> dict[str, Any]:
        replaced = Decision.objects.staged().filter(application__in=job.rows.values("application"))
        before = [] if self.code == UNDO else replaced.select_related("application", "staged_by").order_by("application")[:NAMED]
        return {
            "outcome": self.code,
            "before": before,
            "replaced": replaced.count(),
            "procedure": procedure_of(call_of(job)),
            "call": job.call,
        }

    def lock(self, job: BulkJob, by: User) -> None:
        try:
            locked_call(call_of(job).pk, by)
        except ReleaseRunning as running:
            raise NotNow(_("decisions of this call are being released at this moment.")) from running

    def carry_out(self, job: BulkJob, by: User, rows: Collection[BulkRow]) -> dict[int, Left]:
        ids = [row.application_id for row in rows]
        now = {decision.application_id: str(decision.pk) for decision in noted(ids)}
        changed = {row.application_id: Left(NOTED) for row in rows if row.mark != now.get(row.application_id, "")}
        as_seen = [pk for pk in ids if pk not in changed]
        return changed | (self.note(job, by, as_seen) if as_seen else {})

    def note(self, job: BulkJob, by: User, ids: list[int]) -> dict[int, Left]:
        raise NotImplementedError


class Noting(OfACall):
    def form(self, job: BulkJob, data: Any = None) -> DecisionForm:
        initial = {"comments": True, "rubric": True}
        return DecisionForm(data, outcome=self.code, single=False, call=call_of(job), initial=initial)

    def kept(self, form: forms.Form) -> dict[str, Any]:
        return cast(DecisionForm, form).kept()

    def sort(self, job: BulkJob, applications: Sequence[Application]) -> dict[int, Left]:
        return other_states(applications, [a.pk for a in applications if a.state in DECIDABLE and a.call_id == job.call_id])

    def note(self, job: BulkJob, by: User, ids: list[int]) -> dict[int, Left]:
        said = dict(job.params)
        if said.get("position"):
            said["position"] += job.moved  # behind those of the chunks before
        done = note(call=call_of(job), ids=ids, outcome=self.code, by=by, said=said)
        return other_states(done.others, ())


class Undoing(OfACall):
    def sort(self, job: BulkJob, applications: Sequence[Application]) -> dict[int, Left]:
        staged = Decision.objects.staged().filter(application__in=[a.pk for a in applications], application__call=job.call_id)
        known = set(staged.values_list("application_id", flat=True))
        return {a.pk: Left(UNNOTED) for a in applications if a.pk not in known}

    def note(self, job: BulkJob, by: User, ids: list[int]) -> dict[int, Left]:
        unstage(call=call_of(job), applications=ids, by=by)
        return {}


def other_states(applications: Collection[Application], fit: Collection[int]) -> dict[int, Left]:
    return {application.pk: Left(STATE, application.state) for application in applications if application.pk not in fit}


def call_of(job: BulkJob) -> Call:
    """The one call of the job, in which decisions are noted."""
    if job.call is None:
        raise LookupError(f"Job {job.pk} is of no call.")
    return job.call


def action(verb: str) -> Any:
    """The action of the list of applications that leads to the page of a job."""

    @admin.action(description=TITLES[verb], permissions=["decide"])
    def open_page(model_admin: Any, request: HttpRequest, queryset: QuerySet[Application]) -> HttpResponse | None:
        return begun(cast(StaffRequest, request), VERBS[verb], queryset)

    open_page.__name__ = verb
    return open_page


for code in (PUT, TAKE):
    register(Shortlisting(code))
for code in Decision.Outcome.values:
    register(Noting(code))
register(Undoing(UNDO))
