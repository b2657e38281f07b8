"""One application: the task list while it is a draft, where it stands once it was submitted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from applicants.applications.clarification.models import Clarification
from applicants.applications.deadline import may_edit
from applicants.applications.draft.changes import has_unsent_changes
from applicants.applications.draft.renew import renewed
from applicants.applications.models import Application
from applicants.applications.own import own
from applicants.applications.pages.aside import aside
from applicants.applications.pages.keeping import kept_for
from applicants.applications.pages.optional import optional_tasks
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.tasks import task_list
from applicants.applications.promise.waiting import is_read_again
from applicants.applications.rights import Right
from applicants.applications.states import State
from applicants.applications.status import STAGES
from applicants.applications.team.members.shared import with_shared
from applicants.applications.told import words_for
from applicants.applications.two_clocks import face, other_zone
from applicants.applications.withdraw import may_withdraw
from applicants.calls.form_versions import form_version
from fundportal.accounts.models import User
from fundportal.web.arrival import arrived_at


@never_cache
@login_required
def applications(request: PersonRequest) -> HttpResponse:
    """All of the person's own, and those in which the person writes along."""
    at = arrived_at(request)
    rows = with_shared(request.user)
    return render(
        request, "applications/list.html", {"rows": [(row, aside(row, request.user, at) if is_changing(row) else None) for row in rows]}
    )


def is_changing(application: Application) -> bool:
    """Whether the deadline is still of interest."""
    return application.state in (State.DRAFT, State.SUBMITTED)


@never_cache
@login_required
def application(request: PersonRequest, folio: str) -> HttpResponse:
    """Draft: task list. Else: status."""
    found = own(request.user, folio, "submission", right=Right.READ)
    if found.state == State.DRAFT:
        return task_page(request, renewed(found, arrived_at(request)))
    return render(request, "applications/status.html", status(request, found))


@never_cache
@login_required
def sections(request: PersonRequest, folio: str) -> HttpResponse:
    """The task list again, to correct what was submitted while that is possible."""
    found = own(request.user, folio, right=Right.READ)
    if not may_edit(found, arrived_at(request)):
        return render(request, "applications/status.html", status(request, own(request.user, folio, "submission", right=Right.READ)))
    return task_page(request, renewed(found, arrived_at(request)))


def task_page(request: PersonRequest, found: Application) -> HttpResponse:
    context = task_list(request, found)
    return kept_for(context["keep"], found.hand, render(request, "applications/tasks.html", context))


def status(request: PersonRequest, found: Application) -> dict[str, Any]:
    """The context of the status page."""
    at = arrived_at(request)
    editable = may_edit(found, at)
    return {
        "application": found,
        "call": found.call,
        "stage": STAGES[found.state],
        "told": words_for(found),
        "read_again": found.call.decision_is_late(at) and is_read_again(found),
        "clarifications": asked_about(found, request.user, at),
        "editable": editable,
        "withdrawable": may_withdraw(found),
        "offered": found.state == State.OFFERED,
        "confirmed": found.state == State.CONFIRMED,
        "unsent": editable and has_unsent_changes(found, form_version(found.form_version_id)),
        "optional": optional_tasks(found),
        "aside": aside(found, request.user, at),
    }


def asked_about(found: Application, reader: User, at: datetime) -> list[Clarification]:
    """What staff have asked, each with whether it is open now, and its date on the reader's clock where that differs. One statement."""
    rows = list(Clarification.objects.filter(application=found).defer("document", "text"))
    for row in rows:
        row.application = found
        other = other_zone(row.due_at, found.call.time_zone, reader.time_zone)
        row.open_now, row.mine = row.is_open(at), face(row.due_at, other) if other else None  # type: ignore[attr-defined]  # for the template
    return rows
