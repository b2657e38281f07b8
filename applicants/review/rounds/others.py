"""The pages on which reviewers read one another's reviews, where their round shows them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.models import Review
from applicants.review.rounds.peers import ends_changes, may_read_peers, of_ones_own, read_others
from fundportal.accounts.roles import Permission

A_PAGE = 100


def others_index(request: StaffRequest) -> HttpResponse:
    """The applications of which the reader may read others' reviews, by round; of closed rounds as well."""
    require_reviewer(request)
    rows = of_ones_own(request.user).order_by("-round_id", "application__folio", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    return staff_page(request, "admin/applicants/review/others.html", title=_("Reviews of others"), page=page)


def others_of(request: StaffRequest, pk: int) -> HttpResponse:
    """GET says what reading means where that ends one's own changes, and else shows; POST shows."""
    require_reviewer(request)
    own = of_ones_own(request.user).filter(pk=pk).first()
    if request.method != "POST" and own is not None and asks_first(own):
        return staff_page(request, "admin/applicants/review/others_of.html", title=_("Reviews of others"), own=own, asks=True)
    review, peers, earlier = read_others(review_id=pk, reviewer=request.user)
    return staff_page(
        request,
        "admin/applicants/review/others_of.html",
        title=_("Reviews of others"),
        own=review,
        peers=peers,
        earlier=earlier,
        asks=False,
    )


def asks_first(review: Review) -> bool:
    """Whether reading the others' would freeze a review that may still be changed."""
    is_open = review.peers_read_at is None and review.round.closed_at is None
    return is_open and may_read_peers(review) and ends_changes(review.round)


def require_reviewer(request: StaffRequest) -> None:
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
