"""Compositions with somebody whom nobody has confirmed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from applicants.applications.models import Application
from applicants.selection.composer.models import Confirmation, Scenario
from applicants.selection.decisions.stage import DECIDABLE

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def unconfirmed(user: User, parts: list[int]) -> list[tuple[Scenario, int]]:
    """The newest composition of each round that goes on, with how many of those chosen can still be decided and are confirmed by nobody in its light.

    None of a call in which the person has a part (`parts`: their applications): others compose there. Three statements, one where nothing is composed.
    """
    newer = Scenario.objects.filter(round=OuterRef("round"), pk__gt=OuterRef("pk"))
    rows = Scenario.objects.visible_to(user).filter(round__closed_at=None).exclude(Exists(newer)).select_related("round").order_by("pk")
    if parts:
        rows = rows.exclude(round__call__in=Application.objects.filter(pk__in=parts).values("call"))
    scenarios = list(rows.only("found", "at", "round__call_id"))
    chosen = {pk for scenario in scenarios for pk in scenario.result.chosen}
    if not chosen:
        return []
    done = set(Confirmation.objects.filter(scenario__in=scenarios).values_list("scenario", "application"))
    live = set(Application.objects.filter(pk__in=chosen, state__in=DECIDABLE).values_list("pk", flat=True))
    found = [(one, sum(pk in live and (one.pk, pk) not in done for pk in one.result.chosen)) for one in scenarios]
    return [(scenario, number) for scenario, number in found if number]
