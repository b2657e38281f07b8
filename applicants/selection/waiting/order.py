"""Who waits for a place, in order, and who stands before somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from applicants.applications.in_play import left_for_good
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.models import Decision


def waiting_in(call: Call) -> QuerySet[Any]:
    """Who waits, in order: `position` is the place on the list that became known."""
    known = Decision.objects.filter(application=OuterRef("pk"), outcome=Decision.Outcome.WAITLIST, release__isnull=False)
    rows: QuerySet[Any] = Application.objects.filter(call=call, state=State.WAITLISTED)
    rows = rows.annotate(position=Subquery(known.order_by("-pk").values("position")[:1]))
    return rows.order_by(F("position").asc(nulls_last=True), "pk").select_related("applicant").defer("answers", "revisions")


def passed_over(application: Application) -> int:
    """How many who wait and may be offered a place stand before this application; all of them where it does not wait itself. Two statements."""
    waiting = list(waiting_in(application.call).values_list("pk", flat=True))
    before = waiting[: waiting.index(application.pk)] if application.pk in waiting else waiting
    return len(before) - len(left_for_good(before)) if before else 0
