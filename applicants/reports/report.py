"""A cohort report: what may be seen of a cohort's figures, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from applicants.calls.places.countries import OTHER_COUNTRY, country_name
from applicants.calls.places.entities import entities, entity_name
from applicants.calls.places.plain import plain
from applicants.disclosure.control.apart import apart
from applicants.disclosure.control.listed import listed
from applicants.disclosure.control.release import THRESHOLD, Cell, Mark, release, release_one, share
from applicants.reports.figures import MEXICO, Figures, figures
from programs.cohorts.models import Cohort

STAGES: dict[str, Promise] = {
    "started": pgettext_lazy("stage of a funnel", "Started"),
    "submitted": pgettext_lazy("stage of a funnel", "Submitted"),
    "eligible": pgettext_lazy("stage of a funnel", "Eligible"),
    "reviewed": pgettext_lazy("stage of a funnel", "Reviewed"),
    "offered": pgettext_lazy("stage of a funnel", "Place offered"),
    "enrolled": pgettext_lazy("stage of a funnel", "Enrolled"),
}
ELSEWHERE = "elsewhere"
"""The code of whatever is not a row of its own: other places, and no answer."""
ABROAD = "abroad"
"""A part of the table of entities that is no row of it: who is not of Mexico, where countries are asked as well."""
FIRST = ("submitted", "enrolled", "eligible", "offered", "started", "reviewed")
"""Stages in the order of their weight: where two are too near to each other, the first of them is shown."""


@dataclass(frozen=True)
class Stage:
    """A step of the funnel. `passes` is the percentage that came on from the step before, where both may be seen."""

    code: str
    label: str
    people: Cell
    passes: int | None


@dataclass(frozen=True)
class Place:
    """An entity or a country, with who applied from there, and how many from there are named."""

    code: str
    name: str
    submitted: Cell
    named: int


@dataclass(frozen=True)
class Participant:
    """Somebody who agreed to be named, with the place of origin."""

    name: str
    project: str
    place: str


@dataclass(frozen=True)
class Report:
    """All texts are in the language in which the report was made. `entities` and `countries` are empty where the form does not ask.

    `places` is the published number, None while unknown; `unnamed` are those enrolled who have not agreed to be named.
    """

    cohort: Cohort
    at: datetime
    is_sample: bool
    stages: list[Stage]
    entities: list[Place]
    countries: list[Place]
    places: int | None
    roster: list[Participant]
    unnamed: Cell

    def people(self, code: str) -> Cell:
        """The figure of a stage."""
        return next(stage.people for stage in self.stages if stage.code == code)


def make_report(cohort: Cohort) -> Report:
    """The report as of now. Needs the cohort's strand and programme at hand; one statement."""
    found = figures(cohort_id=cohort.pk)
    stages = funnel(found)
    return Report(
        cohort=cohort,
        at=datetime.fromisoformat(found.at),
        is_sample=found.is_sample,
        stages=stages,
        entities=by_entity(found, f"{cohort.pk}:entities") if found.asks_entity else [],
        countries=by_country(found, f"{cohort.pk}:countries") if found.asks_country else [],
        places=cohort.places,
        roster=[Participant(row["name"], row["project"], place_name(row["entity"], row["country"])) for row in found.roster],
        unnamed=not_named(found, stages[-1].people),
    )


def funnel(found: Figures) -> list[Stage]:
    """The steps in order. Those who are named are within each of them."""
    cells = apart({code: getattr(found, code) for code in STAGES}, first=FIRST, named=len(found.roster))
    before = dict(zip(list(STAGES)[1:], STAGES, strict=False))
    return [
        Stage(code, str(label), cells[code], share(cells[code], cells[before[code]]) if code in before else None)
        for code, label in STAGES.items()
    ]


def not_named(found: Figures, enrolled: Cell) -> Cell:
    """Who is enrolled and has not agreed to be named: it says no more than the number of those enrolled and the names already do."""
    if enrolled.mark in (Mark.SHOWN, Mark.FROM, Mark.SMALL):
        return release_one(found.enrolled - len(found.roster))
    return Cell(None, Mark.COVERED)


def by_entity(found: Figures, table: str) -> list[Place]:
    """All 32 entities, by name, and one row for everywhere else; where countries are asked, too, that is Mexico without an entity.

    Then the countries tell how many are of Mexico, and the entities are protected as parts of that number; where so few are not of Mexico that
    their number is not told, as parts of all together with them.
    """
    codes = list(entities())
    counts, named = gathered(found.entities, codes), gathered(named_by(found, "entity"), codes)
    if found.asks_country:
        abroad = sum(found.countries.values()) - found.countries.get(MEXICO, 0)
        named_abroad = sum(row["country"] != MEXICO for row in found.roster)
        counts[ELSEWHERE] -= abroad
        named[ELSEWHERE] -= named_abroad
        if abroad - named_abroad < THRESHOLD:
            counts[ABROAD], named[ABROAD] = abroad, named_abroad
    cells = release(counts, table=table, named=named)
    elsewhere = _("Mexico, state not said") if found.asks_country else _("Elsewhere, or not said")
    rows = [Place(code, elsewhere if code == ELSEWHERE else entity_name(code), cells[code], named[code]) for code in (*codes, ELSEWHERE)]
    return sorted(rows, key=lambda place: (place.code == ELSEWHERE, plain(place.name)))


def by_country(found: Figures, table: str) -> list[Place]:
    """Countries with enough applications; the others together, so that a name on the list says nothing of a few people.

    In the order of the figures as shown, then of the names: the exact order would say more than the figures.
    """
    named = named_by(found, "country")
    codes = listed({code: count - named.get(code, 0) for code, count in found.countries.items()}, never=("", OTHER_COUNTRY))
    known = gathered(named, codes)
    cells = release(gathered(found.countries, codes), table=table, named=known)
    elsewhere = _("Other countries, or not said")
    rows = [Place(code, elsewhere if code == ELSEWHERE else country_name(code), cell, known[code]) for code, cell in cells.items()]
    return sorted(rows, key=lambda place: (place.code == ELSEWHERE, -(place.submitted.value or 0), plain(place.name)))


def named_by(found: Figures, kind: Literal["entity", "country"]) -> Counter[str]:
    """How many of those who are named come from each place."""
    return Counter(row[kind] for row in found.roster)


def gathered(counts: Mapping[str, int], codes: list[str]) -> dict[str, int]:
    """The counts of these codes, zero included, and all others together."""
    chosen = {code: counts.get(code, 0) for code in codes}
    return {**chosen, ELSEWHERE: sum(counts.values()) - sum(chosen.values())}


def place_name(entity: str, country: str) -> str:
    """Where somebody comes from: the entity, else the country, else nothing."""
    if entity in entities():
        return entity_name(entity)
    return country_name(country) if country else ""
