"""How the pages fetch: what the reader decides about, and nothing in which they have a part."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from applicants.applications.staff.page import StaffRequest
from applicants.review.models import Round
from applicants.review.rounds.assigning import round_for
from applicants.selection.composer.compose import may_compose
from applicants.selection.composer.models import Scenario
from fundportal.accounts.roles import Permission


def composed_round(request: StaffRequest, pk: int) -> Round:
    """A round in which the reader decides. Raises HasAPart."""
    found = round_for(request, pk, Permission.DECIDE)
    may_compose(found, request.user)
    return found


def scenario_for(request: StaffRequest, pk: int) -> Scenario:
    """The scenario, with round, call, cohort and programme. Raises HasAPart."""
    if not request.user.may_somewhere(Permission.DECIDE):
        raise PermissionDenied
    rows = Scenario.objects.visible_to(request.user).select_related("round__call__cohort__strand__program", "by")
    found = get_object_or_404(rows, pk=pk)
    may_compose(found.round, request.user)
    return found
