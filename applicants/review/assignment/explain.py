"""Why an application goes to these reviewers of a plan and to no others: each reviewer's fit in its parts, and what stood against the better ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.review.assignment.codes import FIXED, KEPT, TOGETHER
from applicants.review.assignment.conflicts import conflicts
from applicants.review.assignment.models import Plan
from applicants.review.assignment.rules import Rules
from applicants.review.assignment.world import world
from applicants.review.models import Round
from fundportal.accounts.models import User

if TYPE_CHECKING:
    from applicants.review.assignment.affinity import Fit


WORTH = 1000
"""The largest affinity."""


@dataclass(frozen=True)
class Line:
    """One reviewer: `chosen`, the affinity in points and its parts in percent, and a sentence that says why or why not."""

    reviewer: User
    chosen: bool
    affinity: int
    topic: int
    wish: int
    language: int
    why: str


@dataclass(frozen=True)
class Load:
    """What the plan gives a reviewer, between the fewest and the most; `price` is what one place more with them would bring to others."""

    before: int
    after: int
    low: int
    high: int
    price: int


def explain(plan: Plan, round: Round, application: int, reader: User) -> list[Line]:
    """The plan's reviewers of an application first, then the others, those who fit best first. Empty when the application is not read any more,
    or is none of the reader's. A constant number of statements."""
    from applicants.review.assignment.affinity import fit

    rules = Rules.from_json(plan.rules)
    seen = world(round, rules, reader, only=application)
    given = {reviewer: (affinity, how) for pk, pairs in plan.pairs if pk == application for reviewer, affinity, how, _flags in pairs}
    if not seen.applications:
        return []
    found = fit(seen.applications, seen.reviewers, rules, round.seed)
    people = User.objects.in_bulk([each.pk for each in seen.reviewers])
    loads = {pk: Load(*numbers) for pk, *numbers in plan.figures.get("loads", [])}
    against = conflicts(round, [application], list(people))
    weakest = min((affinity for affinity, _how in given.values()), default=0)
    lines = []
    for place, each in enumerate(seen.reviewers):
        affinity, how = given.get(each.pk, (int(found.affinity[0, place]), ""))
        if how:
            why = because(how)
        else:
            reasons = against.get((application, each.pk), [])
            hard = rules.languages == "must" and not found.understood[0, place]
            held = all(how in (FIXED, KEPT) for _affinity, how in given.values())
            why = because_not(reasons, hard, loads.get(each.pk), affinity, weakest, held=held)
        lines.append(Line(people[each.pk], bool(how), affinity, *parts(found, place), why))
    return sorted(lines, key=lambda line: (not line.chosen, -line.affinity, line.reviewer.sort_name))


def parts(found: Fit, place: int) -> tuple[int, int, int]:
    """In percent."""
    topic, wish, language = (int(part[0, place] * 100) for part in (found.topic, found.wish, found.language))
    return topic, wish, language


def because(how: str) -> str:
    if how == FIXED:
        return _("Has begun or handed in: stays.")
    if how == KEPT:
        return _("Was assigned before and stays.")
    if how == TOGETHER:
        return _("Chosen so that this reviewer shares enough applications with the others here to be compared.")
    return _("Among the best for the whole panel.")


def because_not(reasons: list[str], hard: bool, load: Load | None, affinity: int, weakest: int, *, held: bool) -> str:
    """The first thing that stands against it."""
    if reasons:
        return "; ".join(reasons) + "."
    if hard:
        return _("Does not understand all of its languages.")
    if load is None:
        return _("Is new on the panel since this plan.")
    if held:
        return _("All its places stay with who has them.")
    if load.after >= load.high:
        return full(load, gains=affinity > weakest)
    if affinity <= weakest:
        return _("Fits less than those chosen.")
    if load.after <= load.low:
        return _("Would fit better, but the others would then get less than their fewest.")
    return _("Would fit better; what is kept, the pool or the rule of shared applications stood against it.")


def full(load: Load, *, gains: bool) -> str:
    """That there is no room, and what room would be worth where the plan's prices say so (a price beyond all affinity is about what is kept)."""
    words = [ngettext("Is full with %(count)d application.", "Is full with %(count)d applications.", load.after) % {"count": load.after}]
    if gains:
        words.append(_("Others would lose more than this one gains."))
    if 0 < load.price <= WORTH:
        words.append(
            ngettext("One place more would be worth %(price)d point.", "One place more would be worth %(price)d points.", load.price)
            % {"price": load.price}
        )
    return " ".join(words)


def sentence(figures: dict[str, Any], *, keeps: bool) -> str:
    """How good the plan is, with its proof: among all assignments, or, where what is assigned stays (`keeps`), among those that keep as much."""
    gap = figures["gap"] * 100
    if keeps:
        if gap <= 0:
            return _("No assignment that keeps as much fits better: this is proven.")
        return _("No assignment that keeps as much fits better by more than %(gap).2f %%: this is proven.") % {"gap": gap}
    if gap <= 0:
        return _("No assignment fits better: this is proven.")
    return _("No assignment fits better by more than %(gap).2f %%: this is proven.") % {"gap": gap}
