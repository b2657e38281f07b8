"""What a plan's page shows, in the language of the moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from applicants.review.assignment.codes import AVOIDED, FIXED, KEPT, LANGUAGE, NEW, NO_TOPIC, TOGETHER
from applicants.review.assignment.models import Plan
from fundportal.accounts.models import User


class Compared(NamedTuple):
    """A way to assign: its affinity, that as a part of the best possible, its loads, and what it leaves open."""

    name: str
    affinity: int
    percent: float
    lightest: int
    heaviest: int
    deviation: float
    missing: int


class LoadLine(NamedTuple):
    reviewer: User | None
    before: int
    after: int
    low: int
    high: int


class Pair(NamedTuple):
    reviewer: User | None
    affinity: int
    how: str
    flags: list[str]


def split(plan: Plan) -> tuple[dict[int, User], list[tuple[User | None, int]]]:
    """Everybody that the plan speaks of, and from whom how many applications are taken back. One statement."""
    keys = {pk for pk, *_rest in plan.figures["loads"]} | {reviewer for _application, reviewer in plan.gone}
    people = User.objects.in_bulk(keys)
    counts: dict[int, int] = {}
    for _application, reviewer in plan.gone:
        counts[reviewer] = counts.get(reviewer, 0) + 1
    return people, sorted(((people.get(pk), count) for pk, count in counts.items()), key=by_name)


def by_name(row: tuple[User | None, Any]) -> str:
    return row[0].sort_name if row[0] else ""


def compared(figures: dict[str, Any]) -> list[Compared]:
    """This plan, the best without the rule of shared applications, and the two that are held against it."""
    names = {
        "figures": _("This plan"),
        "plain": _("Without the rule of shared applications"),
        "greedy": _("In turn, whoever is best and left"),
        "lot": _("By lot"),
    }
    bound = figures["bound"]
    return [
        Compared(
            name,
            **{key: figures[code][key] for key in ("affinity", "lightest", "heaviest", "deviation", "missing")},
            percent=percent(figures[code]["affinity"], bound),
        )
        for code, name in names.items()
    ]


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole > 0 else 100.0


def loads_of(figures: dict[str, Any], people: dict[int, User]) -> list[LoadLine]:
    rows = [LoadLine(people.get(pk), before, after, low, high) for pk, before, after, low, high, _price in figures["loads"]]
    return sorted(rows, key=lambda row: row.reviewer.sort_name if row.reviewer else "")


def unfulfilled(figures: dict[str, Any]) -> list[tuple[str, int]]:
    """What the plan leaves open, with how often; nothing that is fulfilled."""
    sharing = figures["sharing"]
    found = [
        *((words(flag), count) for flag, count in figures["unfulfilled"].items()),
        (_("Pairs of reviewers that share fewer applications than they should"), sharing["pairs"] - sharing["met"]),
        (_("Reviewers who have begun more than their most"), figures["over"]),
        (_("Begun reviews in which a conflict of interest was found"), figures["in_conflict"]),
    ]
    return [(name, count) for name, count in found if count]


def words(flag: str) -> str:
    return {
        LANGUAGE: _("A language that the reviewer does not understand"),
        AVOIDED: _("A topic that the reviewer would rather not read"),
        NO_TOPIC: _("No topic that the reviewer knows well"),
    }[flag]


def came(how: str) -> str:
    return {FIXED: _("begun"), KEPT: _("stays"), NEW: _("new"), TOGETHER: _("new, for shared applications")}[how]


def pairs_of(rows: Iterable[Any], folios: dict[int, str], people: dict[int, User]) -> list[tuple[int, str, list[Pair]]]:
    """Applications of a page with their reviewers."""
    return [
        (
            pk,
            folios[pk],
            [Pair(people.get(reviewer), affinity, came(how), [words(flag) for flag in flags]) for reviewer, affinity, how, flags in pairs],
        )
        for pk, pairs in rows
    ]
