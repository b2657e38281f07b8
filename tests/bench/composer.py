"""A cohort of 30 out of 600 with 12 floors, solved and proved: seconds, the import of the solver left out."""

import random
import time

from applicants.disclosure.composition.problem import Limit, problem_of
from applicants.disclosure.composition.solve import solve
from applicants.selection.composer.alternatives import alternatives
from applicants.selection.composer.prices import prices
from tests.bench.ground import result

CANDIDATES, PLACES, MARK, SEEDS = 600, 30, 2, 20


def problem(seed):
    """Points as of three reviews; eight states, three stages and a few first films, each with a floor that the best thirty do not meet by themselves."""
    lot = random.Random(seed)
    scores = {pk: round(min(max(lot.gauss(60, 15), 0), 100) * 1000 / 3) * 3 for pk in range(CANDIDATES)}
    groups = [
        [pk for pk in scores if lot.random() < share] for share in (0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.1, 0.12, 0.2, 0.25, 0.3, 0.15)
    ]
    floors = [Limit(f"r{place}", frozenset(group), 1 + len(group) // 20, is_floor=True) for place, group in enumerate(groups)]
    return problem_of(scores, PLACES, floors, pinned=[lot.randrange(CANDIDATES)], banned=[lot.randrange(CANDIDATES)])


def run():
    seconds, explained = [], []
    for seed in range(SEEDS):
        asked, begun = problem(seed), time.monotonic()
        best = solve(asked)
        seconds.append(time.monotonic() - begun)
        prices(asked, best)
        alternatives(asked, best, band=2000)
        explained.append(time.monotonic() - begun)
    ordered = sorted(seconds)
    yield result(
        "composer: 30 of 600 with 12 floors, seconds to the proved best, worst of 20",
        ordered[-1],
        MARK,
        median=round(ordered[SEEDS // 2], 3),
    )
    yield result("composer: the same with the price of each rule and what is as good, seconds, worst of 20", max(explained), 10)
