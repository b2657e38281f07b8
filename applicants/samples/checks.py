"""What sample people said of a call's requirements before they began: most did the check, and most of these fit."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from applicants.calls.eligibility.judge import NOT, judge, kind_of
from applicants.calls.eligibility.kinds.base import Rule
from applicants.calls.questions.base import Json
from applicants.samples.people import Person

CHECKED, ANSWERED, FITTING = 0.6, 0.95, 0.97
EXPLANATIONS = {
    "residence": "Vivo temporalmente fuera, pero trabajo aquí todo el año.",
    "availability": "Falto un solo día, por la fiesta de mi pueblo; lo puedo reponer.",
    "experience": "No lo firmé, pero lo coordiné de principio a fin.",
}
OTHERWISE = "Mi caso es distinto: lo cuento en mis respuestas."


class Said(NamedTuple):
    """As it is kept with an application."""

    answers: dict[str, Json]
    result: str
    explanation: str


def said(rules: list[Rule], person: Person, given: Mapping[str, Json], random: Random, *, sensitive: bool) -> Said | None:
    """None for who did no check. The sensitive answers only with the consent to them; the day of birth as in what was `given` in the form."""
    if not rules or random.random() > CHECKED:
        return None
    asked = [rule for rule in rules if (sensitive or not kind_of(rule).sensitive) and random.random() < ANSWERED]
    answers = {kind_of(rule).asks(rule): answer_to(rule, person, given.get("birth_date"), random) for rule in asked}
    outcome = judge(rules, answers)
    why = EXPLANATIONS.get(outcome.reasons[0].rule["kind"], OTHERWISE) if outcome.result == NOT else ""
    return Said(answers, outcome.result, why)


def answer_to(rule: Rule, person: Person, born: Json, random: Random) -> Json:
    fits, config = random.random() < FITTING, rule["config"]
    given: dict[str, Any] = {
        "residence": person.country,
        "nationality": person.country,
        "age": born
        or str(datetime.date.fromisoformat(config.get("on", "2027-01-01")) - datetime.timedelta(days=365 * random.randint(22, 55))),
        "entity": person.entity or "99",
        "availability": "yes" if fits else "no",
        "experience": (config.get("least") or 0) + random.randint(0, 4) if fits else 0,
        "self_ascription": random.choice(["indigenous", "afrodescendant", "both"]),
        "declaration": config.get("wanted") if fits else {"yes": "no", "no": "yes"}.get(config.get("wanted", "")),
    }
    return given[rule["kind"]]
