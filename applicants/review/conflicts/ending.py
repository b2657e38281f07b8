"""The page on which staff end what a reviewer has declared."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.conflicts.end import end_abstention
from applicants.review.conflicts.models import Abstention
from applicants.review.conflicts.page import WhyForm
from applicants.review.models import Review
from applicants.review.rounds.assigning import round_for
from fundportal.accounts.roles import Permission


def ending(request: StaffRequest, pk: int, review: int) -> HttpResponse:
    """GET says what was declared and dropped, and asks for a reason; POST ends it."""
    round = round_for(request, pk, Permission.ASSIGN)
    rows = Review.objects.filter(round=round, conflict=Review.Conflict.DECLARED).apart_from(request.user)
    rows = rows.select_related("application", "reviewer").defer("application__answers", "application__revisions")
    row = get_object_or_404(rows, pk=review)
    form = WhyForm(request.POST if "confirm" in request.POST else None)
    if form.is_bound and form.is_valid():
        end_abstention(round=round, review=row.pk, reason=form.cleaned_data["reason"], by=request.user)
        words = _("%(name)s may read %(folio)s again, and is asked about a conflict first.")
        messages.success(request, words % {"name": row.reviewer, "folio": row.application.folio})
        return redirect("admin:round_unassign", round.pk)
    dropped = Abstention.objects.filter(round=round, application=row.application, reviewer=row.reviewer, ended_at=None).first()
    return staff_page(
        request,
        "admin/applicants/round/ending.html",
        title=_("Let a reviewer read who abstains"),
        round=round,
        review=row,
        dropped=dropped,
        form=form,
        blocked="",
        status=400 if form.is_bound else 200,
    )
