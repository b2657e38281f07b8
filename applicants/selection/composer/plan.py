"""What a committee states about a cohort, as data: places, rules, who is set and who is left out, and the band within which it calls totals equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from applicants.disclosure.composition.problem import Limit, Problem, problem_of
from applicants.disclosure.floors.question import Floor

if TYPE_CHECKING:
    from applicants.selection.composer.pool import Pool

SELF = "self:"
"""Before the code of a subject of the self-description, where it stands beside questions of the form."""


@dataclass(frozen=True)
class Rule:
    """At least (`is_floor`) or at most `number` whose answer to `what` (the key of a countable) is one of `codes`. `ground`: by which law and which point
    of the call it may be stated, where that has to be said."""

    what: str
    codes: tuple[str, ...]
    number: int
    is_floor: bool = True
    ground: str = ""

    @property
    def is_self(self) -> bool:
        return self.what.startswith(SELF)


@dataclass(frozen=True)
class Plan:
    """`pins` and `bans`: application -> why. `band` in thousandths of a point of the whole cohort."""

    places: int
    rules: tuple[Rule, ...] = ()
    pins: dict[int, str] = field(default_factory=dict)
    bans: dict[int, str] = field(default_factory=dict)
    band: int = 0

    def to_json(self) -> dict[str, Any]:
        named = {name: [{"application": pk, "why": why} for pk, why in getattr(self, name).items()] for name in ("pins", "bans")}
        return {
            "places": self.places,
            "rules": [{**asdict(rule), "codes": list(rule.codes)} for rule in self.rules],
            **named,
            "band": self.band,
        }

    @staticmethod
    def of(data: dict[str, Any]) -> Plan:
        """As it was stored."""
        rules = tuple(Rule(**{**rule, "codes": tuple(rule["codes"])}) for rule in data["rules"])
        pins, bans = ({row["application"]: row["why"] for row in data[name]} for name in ("pins", "bans"))
        return Plan(data["places"], rules, pins, bans, data["band"])

    def problem(self, pool: Pool, first: Mapping[int, int] | None = None) -> Problem:
        """Without the floors on self-descriptions, which this room cannot see. The limits of rules are called by their places: r0, r1 … `first` are points
        that count instead of those of now."""
        scores = {pk: (first or {}).get(pk, points) for pk, points in pool.scores.items()}
        limits = (
            Limit(f"r{place}", pool.members(rule.what, rule.codes), rule.number, rule.is_floor)
            for place, rule in enumerate(self.rules)
            if not rule.is_self
        )
        return problem_of(scores, self.places, limits, self.pins, self.bans)

    def floors(self) -> tuple[Floor, ...]:
        return tuple(Floor(rule.what.removeprefix(SELF), rule.codes, rule.number) for rule in self.rules if rule.is_self)

    def keys(self) -> set[str]:
        """The countables that it speaks of."""
        return {rule.what for rule in self.rules}

    def fingerprint(self, pool: Pool) -> str:
        """Of the data that it was solved with."""
        return pool.fingerprint(self.keys())

    def without_words_on(self, applications: set[int]) -> Plan:
        """The same without the reasons given about these applications."""
        pins, bans = ({pk: "" if pk in applications else why for pk, why in own.items()} for own in (self.pins, self.bans))
        return Plan(self.places, self.rules, pins, bans, self.band)
