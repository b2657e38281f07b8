"""A cohort report: what may be seen of a cohort's figures, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from applicants.calls.places.countries import OTHER_COUNTRY, country_name
from applicants.calls.places.entities import entities, entity_name
from applicants.calls.places.plain import plain
from applicants.reports.figures import Figures, figures
from applicants.reports.release import THRESHOLD, Cell, Released, release, release_one, share
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


@dataclass(frozen=True)
class Stage:
    """A step of the funnel. `passes` is the percentage that came on from the step before, where both may be seen."""

    code: str
    label: str
    people: Cell
    passes: int | None


@dataclass(frozen=True)
class Place:
    """An entity or a country, with who applied from there and who has a place."""

    code: str
    name: str
    submitted: Cell
    enrolled: Cell


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
    offered: Cell
    taken: Cell
    roster: list[Participant]
    unnamed: Cell


def make_report(cohort: Cohort) -> Report:
    """The report as of now. Needs the cohort's strand and programme at hand; one statement."""
    found = figures(cohort_id=cohort.pk)
    stages = funnel(found)
    return Report(
        cohort=cohort,
        at=datetime.fromisoformat(found.at),
        is_sample=found.is_sample,
        stages=stages,
        entities=by_entity(found) if found.asks_entity else [],
        countries=by_country(found) if found.asks_country else [],
        places=cohort.places,
        offered=next(stage.people for stage in stages if stage.code == "offered"),
        taken=release_one(cohort.taken),
        roster=[Participant(row["name"], row["project"], place_name(row["entity"], row["country"])) for row in found.roster],
        unnamed=release_one(found.enrolled - len(found.roster)),
    )


def funnel(found: Figures) -> list[Stage]:
    """The steps in order. They do not add up, so each stands alone."""
    cells = release({code: getattr(found, code) for code in STAGES}, adds_up=False).cells
    before = dict(zip(list(STAGES)[1:], STAGES, strict=False))
    return [
        Stage(code, str(label), cells[code], share(cells[code], cells[before[code]]) if code in before else None)
        for code, label in STAGES.items()
    ]


def by_entity(found: Figures) -> list[Place]:
    """All 32 entities, by name, and one row for everywhere else. Where countries are asked, too, that row follows from them: it covers nothing."""
    known = {ELSEWHERE} if found.asks_country else set()
    codes = list(entities())
    submitted = release(gathered(found.entities, codes), known=known)
    enrolled = release(gathered(found.enrolled_entities, codes), known=known)
    rows = _places(submitted, enrolled, {code: entity_name(code) for code in codes}, _("Elsewhere, or not said"))
    return sorted(rows, key=lambda place: (place.code == ELSEWHERE, plain(place.name)))


def by_country(found: Figures) -> list[Place]:
    """Countries with enough applications; the others together, so that a name on the list says nothing of a few people.

    In the order of the figures as shown, then of the names: the exact order would say more than the figures.
    """
    large = sorted(code for code, count in found.countries.items() if code not in ("", OTHER_COUNTRY) and count >= THRESHOLD)
    submitted = release(gathered(found.countries, large))
    enrolled = release(gathered(found.enrolled_countries, large))
    rows = _places(submitted, enrolled, {code: country_name(code) for code in large}, _("Other countries, or not said"))
    return sorted(rows, key=lambda place: (place.code == ELSEWHERE, -(place.submitted.value or 0), plain(place.name)))


def gathered(counts: Mapping[str, int], codes: list[str]) -> dict[str, int]:
    """The counts of these codes, zero included, and all others together."""
    chosen = {code: counts.get(code, 0) for code in codes}
    return {**chosen, ELSEWHERE: sum(counts.values()) - sum(chosen.values())}


def place_name(entity: str, country: str) -> str:
    """Where somebody comes from: the entity, else the country, else nothing."""
    if entity in entities():
        return entity_name(entity)
    return country_name(country) if country else ""


def _places(submitted: Released[str], enrolled: Released[str], names: dict[str, str], elsewhere: str) -> list[Place]:
    return [Place(code, names.get(code, elsewhere), cell, enrolled.cells[code]) for code, cell in submitted.cells.items()]
