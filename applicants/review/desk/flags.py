"""The pages about flags: the reviewer's forms, and what staff find on the round's page and the application's."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.asked import answered_form
from applicants.applications.models import Application
from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.applications.staff.panels import Panel
from applicants.applications.staff.view import submitted
from applicants.review.desk.files import opened
from applicants.review.desk.flag import flag, settle
from applicants.review.desk.models import Flag
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.roles import Permission
from fundportal.web.bilingual import pick

A_PAGE = 50


def flagging(request: StaffRequest, pk: int) -> HttpResponse:
    """What the reviewer tells staff of an application that is open on the desk; back to it."""
    opened(request, pk)
    if request.method == "POST":
        flag(review_id=pk, reviewer=request.user, reason=request.POST.get("reason", ""), question=request.POST.get("question", ""))
        messages.success(request, _("Sent to the programme's staff. You go on reading without names."))
    return redirect("admin:review_desk_review", pk)


def flags_page(request: StaffRequest, pk: int) -> HttpResponse:
    """What reviewers of a round have told, what waits first; POST says that one is seen to."""
    round = round_for(request, pk, Permission.ASSIGN)
    if request.method == "POST":
        return settled(request, pk)
    rows = Flag.objects.visible_to(request.user).filter(review__round=round)
    rows = rows.select_related("review__reviewer", "review__application__submission", "settled_by")
    rows = rows.defer("review__application__answers", "review__application__revisions")
    page = Paginator(rows.order_by(F("settled_at").desc(nulls_first=True), "pk"), A_PAGE).get_page(request.GET.get("p"))
    return staff_page(
        request,
        "admin/applicants/round/flags.html",
        title=_("Told by reviewers"),
        round=round,
        page=page,
        rows=[(row, label_of(row)) for row in page],
    )


def settled(request: StaffRequest, pk: int) -> HttpResponse:
    given = request.POST.get("flag", "")
    found = settle(flag_id=int(given), by=request.user) if ONE_ID.fullmatch(given) else None
    if found is None or found.review.round_id != pk:
        raise Http404
    messages.success(request, _("Seen to."))
    return redirect("admin:round_flags", pk)


def label_of(row: Flag) -> str:
    """The words of the question that is to be asked about."""
    application = row.review.application
    submission = application.submission
    if not row.question or submission is None:
        return ""
    found = answered_form(submission, submitted(application)).questions.get(row.question)
    return pick(found["label"]) if found else row.question


def flags_panel(request: StaffRequest, application: Application) -> Panel | None:
    """What reviewers have told of this application and nobody has seen to."""
    if not request.user.may(Permission.ASSIGN, application.call.program_code):
        return None
    rows = list(Flag.objects.visible_to(request.user).open().filter(review__application=application).select_related("review__reviewer"))
    if not rows:
        return None
    for row in rows:
        row.review.application = application
    context: dict[str, Any] = {"rows": [(row, label_of(row)) for row in rows], "application": application}
    return Panel(_("Told by reviewers"), "admin/applicants/application/flags.html", context)
