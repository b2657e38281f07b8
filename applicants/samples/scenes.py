"""The calls of the sample and how far each is: three that are open, one whose decisions have just come out, one whose cohort is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Scene:
    """A call and its applications. `share` of all applications are in it, in states by `weights`; of the states in `some` there are at most so many.

    `source` is the slug of the sample call that it is, or whose form it shares. Days are counted back from today; None for a call that is open.
    """

    source: str
    share: float
    weights: dict[str, int]
    some: dict[str, int] = field(default_factory=dict)
    slug: str = ""
    prefix: str = ""
    opened_ago: int = 0
    closed_ago: int = 0
    released_ago: int = 0
    cohort: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        return bool(self.slug)


# "selected" lasts no longer than the release, which makes the offer at once; two rows stand in it so that all states can be seen.
HOLDING = frozenset({"confirmed", "offered"})
"""Paths to states that hold a place of the cohort."""
OPEN = {"draft": 28, "submitted": 25, "in_review": 34, "shortlisted": 5, "ineligible": 4, "withdrawn": 2, "abandoned": 2}
OVER = {"draft": 16, "declined": 40, "runner_up": 26, "ineligible": 12, "withdrawn": 4, "abandoned": 2}

SCENES = [
    Scene("nuevas-fronteras", 0.25, OPEN),
    Scene("asistentes-de-produccion", 0.1, OPEN),
    Scene("laboratorio-morelia", 0.1, OPEN),
    Scene(
        "nuevas-fronteras",
        0.05,
        OVER,
        {"confirmed": 8, "offered": 14, "selected": 2, "offer_declined": 2, "waitlisted": 10},
        slug="nuevas-fronteras-por-resolver",
        prefix="AMR",
        opened_ago=80,
        closed_ago=38,
        released_ago=3,
        cohort={
            "ordinal": 3,
            "slug": "nuevas-fronteras-ejemplo-2",
            "name_es": "Nuevas fronteras, generación de ejemplo con ofertas abiertas",
            "name_en": "New Frontiers, sample cohort with open offers",
            "starts_in": 40,
            "ends_in": 120,
        },
    ),
    Scene(
        "asistentes-de-produccion",
        0.5,
        OVER,
        {"confirmed": 30, "offer_declined": 3, "offer_expired": 2, "place_ended": 1, "waitlisted": 8},
        slug="asistentes-de-produccion-terminada",
        prefix="CCP",
        opened_ago=330,
        closed_ago=285,
        released_ago=230,
        cohort={
            "ordinal": 3,
            "slug": "asistentes-de-produccion-terminada",
            "name_es": "Asistentes de producción, generación de ejemplo ya terminada",
            "name_en": "Production assistants, finished sample cohort",
            "starts_in": -200,
            "ends_in": -150,
        },
    ),
]


def shares(applications: int) -> list[int]:
    """How many applications each scene gets; the last takes what rounding leaves."""
    counts = [int(applications * scene.share) for scene in SCENES[:-1]]
    return [*counts, applications - sum(counts)]


def paths(scene: Scene, count: int, random: Random, free: int) -> list[str]:
    """The path of each application of a scene, shuffled. The few of `some` take a third of the applications at most, and no more places than `free`."""
    wanted = sum(scene.some.values())
    few = (
        [path for path, most in scene.some.items() for _ in range(max(1, min(most, most * (count // 3) // wanted)))][:count]
        if wanted
        else []
    )
    holding = [path for path in few if path in HOLDING]
    few = [path for path in few if path not in HOLDING] + holding[:free]
    chosen = few + random.choices(list(scene.weights), list(scene.weights.values()), k=count - len(few))
    random.shuffle(chosen)
    return chosen
