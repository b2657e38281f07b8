"""Solve what a committee states, and keep it as a scenario. It proposes; people decide (LFPDPPP art. 26)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.disclosure.composition.problem import FILL, PLACES, Limit, Problem
from applicants.disclosure.composition.solve import Composition, TooHard, solve
from applicants.disclosure.floors.caution import Objection
from applicants.disclosure.floors.compose import compose_with_floors, first_points
from applicants.disclosure.floors.question import Question
from applicants.review.models import Round
from applicants.selection.composer.alternatives import alternatives
from applicants.selection.composer.conflict import contradiction
from applicants.selection.composer.models import Scenario
from applicants.selection.composer.patience import BEST, EXPLAINED, Patience
from applicants.selection.composer.plan import Plan
from applicants.selection.composer.pool import Pool, pool_of
from applicants.selection.composer.prices import prices
from applicants.selection.composer.result import Other, Result
from applicants.selection.composer.words import sentences
from applicants.selection.decisions.stage import NotDecider
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

MET, NOT_SAID = "met", "not_said"


class HasAPart(Refusal):
    """The person applies in this call, writes along or helps."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("You have a part in an application to this call, so others compose its cohort."))


class Impossible(Refusal):
    """No cohort fulfils all rules. `why`: the sentences of a set of them that cannot hold together, and of which none can be left out."""

    title = _("No cohort fulfils all rules")

    def __init__(self, why: list[str]) -> None:
        super().__init__(
            _("These rules contradict one another. Leave out or change any of them, and the others can hold: %s.") % "; ".join(why)
        )
        self.why = why


class TooLong(Refusal):
    """The solver was given up."""

    title = _("That took too long")

    def __init__(self) -> None:
        super().__init__(_("The best cohort could not be proved in time. State fewer rules. Nothing was stored."))


def may_compose(round: Round, by: User) -> None:
    """Raises NotDecider, HasAPart. The round comes with call, cohort and programme."""
    if not by.may(Permission.DECIDE, round.call.program_code):
        raise NotDecider
    rows = Application.objects.filter(call=round.call_id)
    if rows.filter(Q(applicant=by) | Q(members__person=by) | Q(helps__facilitator=by)).exists():
        raise HasAPart


def compose(*, round: Round, name: str, plan: Plan, by: User, parent: Scenario | None = None) -> Scenario:
    """The best cohort by the plan, with the price of each rule and what is as good. No application moves, nothing is decided.

    Asked twice, it is one scenario. It is solved before anything is locked, floors on self-descriptions last: what they answer is kept by their service in any
    case. Raises NotDecider, HasAPart, Impossible, TooLong; then no scenario is stored.
    """
    may_compose(round, by)
    pool = pool_of(round)
    try:
        result = solved(plan, pool, by)
    except TooHard as error:
        raise TooLong from error
    return kept(plan, pool, result, name=name, by=by, parent=parent)


@transaction.atomic
def kept(plan: Plan, pool: Pool, result: Result, *, name: str, by: User, parent: Scenario | None) -> Scenario:
    round = pool.round
    locked = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)
    last = Scenario.objects.filter(round=locked).order_by("-number").first()
    stated, fingerprint = plan.to_json(), plan.fingerprint(pool)
    if last and (last.name, last.stated, last.fingerprint, last.by_id) == (name, stated, fingerprint, by.pk):
        return last
    number = last.number + 1 if last else 1
    made = Scenario.objects.create(
        round=locked, number=number, name=name, stated=stated, found=result.to_json(), fingerprint=fingerprint, parent=parent, by=by
    )
    target = f"{round.call.slug}:{round.ordinal}:{made.number}"
    record(
        actor=by, verb="compose", target=target, program_code=round.call.program_code, candidates=len(pool.candidates), places=plan.places
    )
    return made


def problem_now(plan: Plan, pool: Pool) -> Problem:
    """What is open of a plan. With floors on self-descriptions it has the points with which the call was first asked about them."""
    return plan.problem(pool, first_points(pool.round.call) if plan.floors() else None)


def solved(plan: Plan, pool: Pool, by: User) -> Result:
    """In bounded time: what explains the cohort is worked out as far as that goes."""
    problem, patience = problem_now(plan, pool), Patience(BEST)
    best = solve(problem, seconds=patience.left)
    if best is None:
        raise Impossible(sentences(contradiction(problem, patience=patience), plan, pool))
    time = Patience(EXPLAINED)
    found, costs = alternatives(problem, best, band=plan.band, patience=time), prices(problem, best, patience=time)
    chosen, floors = with_floors(plan, problem, best, pool.round, by)
    return Result(
        chosen=tuple(sorted(chosen)),
        total=problem.total(chosen),
        best=best.total,
        counts={limit.key: len(limit.members & chosen) for limit in problem.limits if is_a_rule(limit)},
        prices=costs,
        others=beside(chosen, [best, *found.found]),
        number=found.number,
        is_all=found.is_all,
        always=tuple(sorted(found.always)),
        floors=floors,
    )


def beside(chosen: frozenset[int], found: Iterable[Composition]) -> tuple[Other, ...]:
    """The others, each by what it differs in from the one that is shown."""
    others = [each for each in found if each.chosen != chosen]
    return tuple(Other(tuple(sorted(chosen - each.chosen)), tuple(sorted(each.chosen - chosen)), each.total) for each in others)


def is_a_rule(limit: Limit) -> bool:
    return limit.key not in (PLACES, FILL) and ":" not in limit.key


def with_floors(plan: Plan, problem: Problem, best: Composition, round: Round, by: User) -> tuple[frozenset[int], str]:
    """The composition, and what is said of the floors on self-descriptions: "" where there are none, MET, NOT_SAID, or an objection's code."""
    if not plan.floors():
        return best.chosen, ""
    if round.closed_at is None and not round.call.is_sample:
        return best.chosen, Objection.READ.value
    answer = compose_with_floors(call=round.call, question=Question(problem, plan.floors(), plan.band), by=by)
    if answer.refused:
        return best.chosen, answer.refused.value
    return (answer.chosen, MET) if answer.chosen is not None else (best.chosen, NOT_SAID)


def objection_of(code: str) -> Objection | None:
    """Of what a result says about its floors."""
    return Objection(code) if code not in ("", MET, NOT_SAID) else None
