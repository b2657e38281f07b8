"""Somebody who does not exist."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from applicants.calls.places.municipalities import municipalities
from applicants.samples.customs import custom_of, full_name

DOMAIN = "personas.sample.invalid"
"""Under RFC 2606's .invalid nothing is ever delivered; only the printed sample logins are at sample.invalid itself."""

ENTITIES = {
    "09": 16, "20": 14, "15": 10, "07": 8, "30": 7, "14": 6, "21": 6, "16": 5, "12": 5, "31": 4, "19": 3, "11": 3, "02": 2, "13": 2, "26": 2, "17": 1, "18": 1,
    "23": 1, "04": 1, "08": 1, "22": 1, "24": 1, "27": 1, "29": 1, "32": 1,
}  # fmt: skip
COUNTRIES = {"MX": 34, "GT": 12, "BR": 11, "CO": 10, "PE": 9, "BO": 7, "EC": 6, "HN": 4, "CL": 3, "AR": 2, "PA": 1, "HT": 1}


class Person(NamedTuple):
    """`number` tells sample people apart; `entity` and `municipality` are of Mexico, and empty for those from elsewhere."""

    number: int
    name: str
    country: str
    entity: str
    municipality: str
    language: str

    @property
    def email(self) -> str:
        return f"persona-{self.number:06}@{DOMAIN}"


class People:
    """An endless row of them, always the same for the same random numbers."""

    def __init__(self, random: Random, first: int = 1) -> None:
        self.random, self.number = random, first
        self.municipalities: dict[str, list[str]] = {}
        for code in municipalities():
            self.municipalities.setdefault(code[:2], []).append(code)

    def next(self, *, abroad: bool) -> Person:
        """The next one; where a call is open to all of Latin America, `abroad` lets them come from all over it."""
        random = self.random
        country = random.choices(list(COUNTRIES), COUNTRIES.values())[0] if abroad else "MX"  # type: ignore[arg-type]
        entity = random.choices(list(ENTITIES), ENTITIES.values())[0] if country == "MX" else ""  # type: ignore[arg-type]
        municipality = random.choice(self.municipalities[entity]) if entity else ""
        name = full_name(custom_of(country, entity, random), random)
        person = Person(self.number, name, country, entity, municipality, "en" if random.random() < 0.04 else "es-mx")
        self.number += 1
        return person
