"""The page on which a reviewer asks for the names, where the round shows them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.blinding.reveal import StaysBlind, reveal
from applicants.review.models import Review
from fundportal.accounts.roles import Permission


def revealing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET says that it is recorded; POST shows the names, this once."""
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
    rows = Review.objects.at_the_desk(request.user).select_related("round__call", "application")
    review = get_object_or_404(rows.defer("application__answers", "application__revisions"), pk=pk)
    if not review.round.shows_names or review.conflict != Review.Conflict.NONE:
        raise StaysBlind
    names = reveal(review_id=pk, reviewer=request.user) if "confirm" in request.POST else None
    return staff_page(request, "admin/applicants/review/names.html", title=_("Whose application it is"), review=review, names=names)
