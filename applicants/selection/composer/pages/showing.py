"""A scenario: who is in it, what each rule costs, what is as good, why not somebody else, what the committee says."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.disclosure.composition.problem import ban, pin
from applicants.disclosure.composition.solve import TooHard, solve
from applicants.selection.composer.compose import TooLong, problem_now
from applicants.selection.composer.forms import VoteForm
from applicants.selection.composer.instead import instead
from applicants.selection.composer.models import Confirmation, Scenario, Vote
from applicants.selection.composer.pages.door import scenario_for
from applicants.selection.composer.pages.said import in_points, less_or_more, price_in_points, said_of_floors, what_it_is, within_the_band
from applicants.selection.composer.pool import Candidate, Pool, pool_of
from applicants.selection.composer.vote import counted, vote
from applicants.selection.composer.words import rule_in_words, sentences
from applicants.selection.models import Decision

NEXT = 15


class Member(NamedTuple):
    """Somebody chosen. `is_always`: in each composition within the band; `votes` about them; `confirmed`: what was last confirmed in this scenario, and
    `noted`: what is noted as decided by now."""

    candidate: Candidate
    points: str
    width: int
    is_set: bool
    is_always: bool
    votes: list[Vote]
    confirmed: Confirmation | None
    noted: str


class Stated(NamedTuple):
    """A rule with what came of it."""

    words: str
    chosen: str
    price: str
    ground: str


class Another(NamedTuple):
    out: list[str]
    into: list[str]
    against: str


def showing(request: StaffRequest, pk: int) -> HttpResponse:
    """GET with `why` asks why not that application. POST is a vote."""
    scenario = scenario_for(request, pk)
    pool = pool_of(scenario.round)
    form = VoteForm(request.POST or None, pool=pool)
    if request.method == "POST" and form.is_valid():
        candidate = pool.by_folio.get(form.cleaned_data["folio"])
        data = form.cleaned_data
        vote(
            scenario=scenario,
            stand=data["stand"],
            reason=data["reason"],
            by=request.user,
            application=candidate.pk if candidate else None,
        )
        messages.success(request, _("Your vote is written down."))
        return redirect("admin:scenario", pk)
    return showing_page(request, scenario, pool, form)


def showing_page(request: StaffRequest, scenario: Scenario, pool: Pool, form: VoteForm) -> HttpResponse:
    votes = counted(Vote.objects.filter(scenario=scenario).select_related("person", "application").order_by("pk"))
    result, is_fresh = scenario.result, scenario.fingerprint == scenario.plan.fingerprint(pool)
    outside = [each for pk, each in pool.candidates.items() if pk not in result.chosen]
    return staff_page(
        request,
        "admin/applicants/composer/showing.html",
        title=str(scenario),
        scenario=scenario,
        round=scenario.round,
        call=scenario.round.call,
        is_fresh=is_fresh,
        total=in_points(result.total),
        below=in_points(result.best - result.total) if result.best > result.total else "",
        band=in_points(scenario.plan.band),
        places=scenario.plan.places,
        floors=said_of_floors(result.floors),
        rules=rules_of(scenario, pool),
        named=named_of(scenario, pool),
        members=members_of(scenario, pool, votes),
        gone=len(set(result.chosen) - pool.candidates.keys()),
        others=others_of(scenario, pool),
        what_it_is=what_it_is(result.floors),
        within=within_the_band(result.floors),
        number=result.number,
        is_all=result.is_all,
        nearest=[(each, in_points(each.points)) for each in outside[:NEXT]],
        why=why_not(request.GET.get("why", ""), scenario, pool) if is_fresh else None,
        votes=votes,
        form=form,
        status=400 if form.is_bound and form.errors else 200,
    )


def rules_of(scenario: Scenario, pool: Pool) -> list[Stated]:
    found = []
    for place, rule in enumerate(scenario.plan.rules):
        words, key = rule_in_words(rule, pool), f"r{place}"
        if rule.is_self:
            said = said_of_floors(scenario.result.floors)
            found.append(Stated(words, said.short if said else "", "", rule.ground))
        else:
            found.append(Stated(words, str(scenario.result.counts[key]), price_in_points(scenario.result.prices.get(key)), rule.ground))
    return found


def named_of(scenario: Scenario, pool: Pool) -> list[Stated]:
    """Who is set or left out; who has left since is named by nothing but that."""
    found = []
    for way, own in ((pin, scenario.plan.pins), (ban, scenario.plan.bans)):
        for pk in own:
            price = price_in_points(scenario.result.prices.get(way(pk).key)) if pk in pool.candidates else ""
            found.append(Stated(sentences([way(pk)], scenario.plan, pool)[0], "", price, ""))
    return found


def members_of(scenario: Scenario, pool: Pool, votes: list[Vote]) -> list[Member]:
    confirmed = {row.application_id: row for row in Confirmation.objects.filter(scenario=scenario).select_related("by").order_by("pk")}
    noted = dict(Decision.objects.staged().filter(application__in=scenario.result.chosen).values_list("application", "outcome"))
    labels = dict(Decision.Outcome.choices)
    return [
        Member(
            candidate=each,
            points=in_points(each.points),
            width=round(each.points / 1000),
            is_set=each.pk in scenario.plan.pins,
            is_always=each.pk in scenario.result.always,
            votes=[row for row in votes if row.application_id == each.pk],
            confirmed=confirmed.get(each.pk),
            noted=str(labels[noted[each.pk]]) if each.pk in noted else "",
        )
        for each in pool.candidates.values()
        if each.pk in scenario.result.chosen
    ]


def others_of(scenario: Scenario, pool: Pool) -> list[Another]:
    def folios(ids: tuple[int, ...]) -> list[str]:
        return [pool.candidates[pk].folio for pk in ids if pk in pool.candidates]

    shown = scenario.result.total
    return [Another(folios(each.out), folios(each.into), less_or_more(each.total - shown)) for each in scenario.result.others]


def why_not(folio: str, scenario: Scenario, pool: Pool) -> dict[str, Any] | None:
    """What it would take to have this application in, by the open rules: floors on self-descriptions are left aside, since the answer would speak of one
    person."""
    candidate = pool.by_folio.get(folio.strip().upper())
    if candidate is None:
        return {"unknown": folio, "candidate": None} if folio else None
    problem = problem_now(scenario.plan, pool)
    try:
        best = solve(problem)
        if best is None:
            return None
        found = instead(problem, best, candidate.pk)
    except TooHard as error:
        raise TooLong from error
    folios = {"leave": found.leave, "come": found.come}
    return {
        "unknown": "",
        "candidate": candidate,
        "is_in": candidate.pk in best.chosen,
        "cost": in_points(found.cost),
        "forbid": sentences(found.forbid, scenario.plan, pool),
        **{name: [pool.candidates[pk].folio for pk in sorted(ids)] for name, ids in folios.items()},
        "aside": bool(scenario.plan.floors()),
    }
