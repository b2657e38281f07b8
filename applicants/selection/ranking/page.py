"""The ranking on a page, and from there to a decision about those chosen."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.rounds.assigning import round_for
from applicants.selection.decisions.stage import DECIDABLE
from applicants.selection.models import Decision
from applicants.selection.ranking.banded import banded
from applicants.selection.ranking.order import DECISIONS, READ
from applicants.selection.ranking.scores import scores
from fundportal.accounts.roles import Permission

A_PAGE = 100


def ranking_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Filtered by the decision, a page of a hundred at a time. POST gives the whole of it as a file."""
    round = round_for(request, pk, Permission.DECIDE)
    if "download" in request.POST:
        answer = HttpResponse(scores(round=round, by=request.user), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{round.call.slug}-{round.ordinal}.csv"'
        return answer
    decision = request.GET.get("decision", "")
    labels = [
        ("", _("all")),
        (READ, _("read, nothing noted yet")),
        ("none", _("no decision yet")),
        *((value, str(label)) for value, label in Decision.Outcome.choices),
    ]
    page = Paginator(banded(round, reader=request.user, decision=decision), A_PAGE).get_page(request.GET.get("p"))
    return staff_page(
        request,
        "admin/applicants/selection/ranking.html",
        title=_("Ranking"),
        round=round,
        call=round.call,
        cohort=round.call.cohort,
        page=page,
        decidable=DECIDABLE,
        filters=labels,
        decision=decision if decision in DECISIONS else "",
    )
