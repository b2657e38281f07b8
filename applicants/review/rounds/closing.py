"""Closing a round: what it means, then the verb."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.review.models import Review
from applicants.review.rounds.assigning import round_for
from applicants.review.rounds.close import close
from fundportal.accounts.roles import Permission


def closing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET says how many reviews are there and how many are missing; POST closes. A repeat shows that it is closed."""
    round = round_for(request, pk, Permission.ASSIGN)
    if "confirm" in request.POST:
        close(round=round, by=request.user)
        messages.success(request, _("The round is closed: its reviews stay as they are."))
        return redirect("admin:applicants_round_changelist")
    expected = ~Q(conflict=Review.Conflict.DECLARED)
    counts = Review.objects.filter(round=round).aggregate(
        done=Count("pk", Q(submitted_at__isnull=False)), left=Count("pk", expected & Q(submitted_at=None))
    )
    blocked = _("This round is closed already.") if round.closed_at else ""
    return staff_page(request, "admin/applicants/round/closing.html", title=_("Close the round"), round=round, blocked=blocked, **counts)
