"""A committee that has begun to compose: scenarios of one sample call, with a vote, and with a floor that the call states, met in one and not in another."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.utils.translation import override

from applicants.disclosure.floors.models import FloorStated
from applicants.review.models import Round
from applicants.samples.stage import Stage
from applicants.selection.composer.compose import MET, Impossible, compose
from applicants.selection.composer.models import Scenario
from applicants.selection.composer.plan import SELF, Plan, Rule
from applicants.selection.composer.points import THOUSAND
from applicants.selection.composer.pool import Countable, Pool, pool_of
from applicants.selection.composer.vote import vote
from fundportal.accounts.models import User

FEWEST, MOST = 6, 1000
"""Candidates: with fewer there is little to choose, with more the samples would take long."""
WIDE, AS_GOOD = 15 * THOUSAND, 250 * THOUSAND
"""Bands, in thousandths of points of the whole cohort: for the open rules; and for the floor, some ten points a place, for which few reviews say more."""
SUBJECT, ANSWERS = "comes_from_size", ("rural", "town")
FEW, MANY = 5, 15
"""A floor that so many candidates can meet, and one that they hardly can."""
SENTENCE = (
    "Entre solicitudes con puntos que no se distinguen, la generación se integra de modo que entren al menos algunas personas que vienen de localidades pequeñas.",
    "Among applications whose points do not differ, the cohort is composed so that at least some people who come from small places come in.",
)


def begin_to_compose(coordinator: User, stages: list[Stage]) -> None:
    """On the first open call that has enough to choose from; nothing where there is none."""
    for stage in stages:
        if stage.release is None and stage.asks_about_people:
            round = Round.objects.select_related("call__cohort__strand__program").get(pk=stage.reading.round.pk)
            state_a_floor(stage)
            pool = pool_of(round)
            if FEWEST <= len(pool.candidates) <= MOST:
                return scenarios(round, pool, coordinator)
    return None


def state_a_floor(stage: Stage) -> None:
    sentences = {"sentence_es": SENTENCE[0], "sentence_en": SENTENCE[1], "law": "Convocatoria de ejemplo, punto 4"}
    FloorStated.objects.get_or_create(
        call=stage.call, subject=SUBJECT, defaults={**sentences, "by_id": stage.staff, "at": stage.call.opens_at - timedelta(days=1)}
    )


def scenarios(round: Round, pool: Pool, by: User) -> None:
    """The most points, and from more places; with a word about the second."""
    places = min(round.call.cohort.places or FEWEST, len(pool.candidates) // 2)
    with override("es-mx"):
        first = compose(round=round, name="Solo por puntos", plan=Plan(places, band=WIDE), by=by)
        rules = tuple(rule for each in pool.countables.values() if (rule := floor_on(each)))[:3]
        with suppress(Impossible):
            second = compose(round=round, name="De más lugares", plan=Plan(places, rules, band=WIDE), by=by, parent=first)
            vote(scenario=second, stand="for", reason="Llegan proyectos de estados de los que casi no tenemos.", by=by)
        if places >= MANY + FEW:
            asked = with_a_floor(round, places, FEW, by, first)
            if asked.result.floors != MET:  # the lot withholds one answer in eight; five places fewer is another question
                with_a_floor(round, places - FEW, FEW, by, first)
            with_a_floor(round, places, MANY, by, first)


def with_a_floor(round: Round, places: int, floor: int, by: User, parent: Scenario) -> Scenario:
    plan = Plan(places, (Rule(f"{SELF}{SUBJECT}", ANSWERS, floor),), band=AS_GOOD)
    return compose(round=round, name=f"Al menos {floor} de localidades pequeñas", plan=plan, by=by, parent=parent)


def floor_on(countable: Countable) -> Rule | None:
    """At least one with the answers that are given least."""
    given = [option for option in countable.options if option[2]]
    if countable.is_self or countable.needs_ground or len(given) < 3:
        return None
    rare = sorted(given, key=lambda option: (option[2] or 0, option[0]))[:2]
    return Rule(countable.key, tuple(code for code, _label, _count in rare), 1)
