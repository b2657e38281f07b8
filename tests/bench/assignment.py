"""Assigning reviewers: the plain model, all rules, ten thousand applications, each in a process of its own; and what lot and greed make of the same.

Reviewers and applications have topics and languages; every twentieth pair is in conflict; half of the reviewers is in the pool.
"""

import json
import resource
import sys
import time

from tests.bench.ground import program, result

SIZES = {"3000": (3000, 60), "10000": (10_000, 150)}
REVIEWS, SLACK = 3, 5
SECONDS, MEGABYTES, LARGE_SECONDS, GAP, RULES_SECONDS = 3, 300, 45, 0.01, 10


def run():
    plain = measured("3000", "plain")
    yield result("plain assignment of 3,000 × 3 to 60, seconds", plain["seconds"], SECONDS, **plain)
    yield result("its gap to the proven bound", plain["gap"], 0)
    yield result("its peak memory, MB", plain["megabytes"], MEGABYTES)
    rules = measured("3000", "rules")
    yield result("the same with pool, languages and shared applications, seconds", rules["seconds"], RULES_SECONDS, **rules)
    yield result("its gap to the proven bound", rules["gap"], GAP)
    yield result("pairs of reviewers that share an application", rules["met"] / rules["pairs"], 1, at_least=True)
    for way in ("greedy", "lot"):
        yield result(f"affinity against that of {way}", rules["affinity"] / rules[way]["affinity"], 1, at_least=True, loads=rules[way])
    large = measured("10000", "rules")
    yield result("all rules, 10,000 × 3 to 150, seconds", large["seconds"], LARGE_SECONDS, **large)
    yield result("its gap to the proven bound", large["gap"], GAP)


def measured(size, what):
    """In a process of its own."""
    return json.loads(program("tests.bench.assignment", size, what, environment=None))


def problem(applications, reviewers, rules, seed=1):
    """Affinities as they come of topics, wishes and languages; with `rules`, those of language, pool and shared applications too."""
    import numpy as np

    from applicants.review.assignment.problem import Problem
    from applicants.review.assignment.together import reachable

    chance = np.random.default_rng(seed)
    about, knows = chance.random((applications, 12)) < 0.15, chance.random((reviewers, 12)) < 0.3
    share = (about.astype(float) @ knows.T.astype(float)) / np.maximum(about.sum(1), 1)[:, None]
    wish = chance.choice([0.0, 0.5, 1.0], (reviewers, 12), p=[0.1, 0.6, 0.3])
    wished = np.where(about.any(1)[:, None], about.astype(float) @ wish.T / np.maximum(about.sum(1), 1)[:, None], 0.5)
    speaks, language = chance.random((reviewers, 6)) < 0.35, chance.choice(6, applications, p=[0.8, 0.08, 0.05, 0.03, 0.02, 0.02])
    speaks[:, 0] = True
    speaks[np.arange(reviewers), 1 + np.arange(reviewers) // 3 % 5] = True
    understood = speaks[:, language].T
    affinity = np.rint(991 * (0.5 * share + 0.3 * wished + 0.2 * understood)).astype(np.int64) + chance.integers(0, 10, share.shape)
    conflict = chance.random(share.shape) < 0.05
    total = applications * REVIEWS
    none = np.zeros(share.shape, dtype=bool)
    return Problem(
        affinity=affinity,
        allowed=~conflict & (understood if rules else True),
        wanted=np.full(applications, REVIEWS),
        low=np.full(reviewers, total // reviewers - SLACK),
        high=np.full(reviewers, -(-total // reviewers) + SLACK),
        fixed=none,
        kept=none,
        pool=np.arange(reviewers) % 2 == 0 if rules else np.zeros(reviewers, dtype=bool),
        up_to=reachable(applications, REVIEWS, reviewers) if rules else 0,
    )


def measure(size, rules):
    from dataclasses import asdict

    from applicants.review.assignment.solve import solve

    posed = problem(*SIZES[size], rules)
    begun, worked = time.monotonic(), time.process_time()
    solved = solve(posed)
    seconds = time.monotonic() - begun
    return {
        "seconds": round(seconds, 2),
        "processor": round(time.process_time() - worked, 2),
        "megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "gap": solved.gap,
        "shared": solved.shared,
        **asdict(solved.sharing),
        **asdict(solved.figures),
        "lot": asdict(solved.lot),
        "greedy": asdict(solved.greedy),
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], sys.argv[2] == "rules")))
