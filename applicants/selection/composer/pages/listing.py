"""All scenarios of a round, and some of them side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from applicants.applications.staff.page import ONE_ID, StaffRequest, staff_page
from applicants.selection.composer.models import Scenario, Vote
from applicants.selection.composer.pages.door import composed_round
from applicants.selection.composer.pages.said import Floors, counted_others, in_points, price_in_points, said_of_floors
from applicants.selection.composer.plan import Rule
from applicants.selection.composer.pool import Pool, pool_of
from applicants.selection.composer.vote import counted
from applicants.selection.composer.words import rule_in_words

MOST_LISTED, MOST_COMPARED = 100, 4


class Line(NamedTuple):
    """A scenario in the list, with the votes about it as a whole."""

    scenario: Scenario
    points: str
    others: str
    floors: Floors | None
    votes: Counter[str]


@require_GET
def listing(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest on top. Constant statements."""
    round = composed_round(request, pk)
    rows = list(Scenario.objects.visible_to(request.user).filter(round=round).select_related("by").order_by("-number")[:MOST_LISTED])
    votes: dict[int, Counter[str]] = {row.pk: Counter() for row in rows}
    for vote in counted(Vote.objects.filter(scenario__in=rows, application=None)):
        votes[vote.scenario_id][vote.stand] += 1
    lines = [
        Line(row, in_points(row.result.total), counted_others(row.result), said_of_floors(row.result.floors), votes[row.pk]) for row in rows
    ]
    return staff_page(
        request,
        "admin/applicants/composer/listing.html",
        title=_("Composer"),
        round=round,
        call=round.call,
        lines=lines,
        most=MOST_COMPARED,
    )


class Column(NamedTuple):
    """A scenario beside others."""

    scenario: Scenario
    points: str
    others: str
    floors: Floors | None


@require_GET
def comparing(request: StaffRequest, pk: int) -> HttpResponse:
    """The scenarios ticked: what each states, and who is in which."""
    round = composed_round(request, pk)
    ids = [int(value) for value in request.GET.getlist("s") if ONE_ID.fullmatch(value)][:MOST_COMPARED]
    rows = list(Scenario.objects.visible_to(request.user).filter(round=round, pk__in=ids).order_by("number"))
    if len(rows) < 2:
        return redirect("admin:round_composer", pk)
    pool = pool_of(round)
    return staff_page(
        request,
        "admin/applicants/composer/comparing.html",
        title=_("Scenarios side by side"),
        round=round,
        call=round.call,
        columns=[Column(row, in_points(row.result.total), counted_others(row.result), said_of_floors(row.result.floors)) for row in rows],
        rules=rules_beside(rows, pool),
        people=people_beside(rows, pool),
        in_all=len(frozenset.intersection(*(frozenset(row.result.chosen) for row in rows))),
    )


def rules_beside(rows: Iterable[Scenario], pool: Pool) -> list[tuple[str, list[str]]]:
    """(rule in words, for each scenario what came of it): the number chosen and the price, or a dash where it is not stated."""
    every: dict[Rule, None] = {}
    for row in rows:
        every.update(dict.fromkeys(row.plan.rules))
    return [(rule_in_words(rule, pool), [outcome_of(rule, row) for row in rows]) for rule in every]


def outcome_of(rule: Rule, row: Scenario) -> str:
    if rule not in row.plan.rules:
        return "–"
    if rule.is_self:
        said = said_of_floors(row.result.floors)
        return said.short if said else "–"
    key = f"r{row.plan.rules.index(rule)}"
    return _("%(count)d; costs %(points)s") % {"count": row.result.counts[key], "points": price_in_points(row.result.prices.get(key))}


def people_beside(rows: Iterable[Scenario], pool: Pool) -> list[tuple[str, str, str, list[bool]]]:
    """(folio, name, points, in which) of whoever is in one of them and not in all, the best first."""
    sets = [frozenset(row.result.chosen) for row in rows]
    differ = frozenset.union(*sets) - frozenset.intersection(*sets)
    known = [pool.candidates[pk] for pk in pool.candidates if pk in differ]
    return [(each.folio, each.person, in_points(each.points), [each.pk in chosen for chosen in sets]) for each in known]
