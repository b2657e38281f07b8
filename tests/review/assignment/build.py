"""Problems for the pure model, and worlds for plans."""

import itertools

import numpy as np

from applicants.review.assignment.problem import Problem


def make_problem(affinity, wanted=1, low=0, high=100, allowed=None, fixed=(), kept=(), pool=(), shared=0, up_to=0):
    """From a list of lists; `allowed` likewise (1 and 0), `fixed`, `kept` as pairs, `pool` as places."""
    affinity = np.array(affinity, dtype=np.int64)
    n, m = affinity.shape

    def marks(pairs):
        made = np.zeros((n, m), dtype=bool)
        for a, r in pairs:
            made[a, r] = True
        return made

    def each(value, count):
        return np.array(value if isinstance(value, list | tuple) else [value] * count, dtype=np.int64)

    return Problem(
        affinity=affinity,
        allowed=np.ones((n, m), dtype=bool) if allowed is None else np.array(allowed, dtype=bool),
        wanted=each(wanted, n),
        low=each(low, m),
        high=each(high, m),
        fixed=marks(fixed),
        kept=marks(kept),
        pool=np.isin(np.arange(m), pool),
        shared=shared,
        up_to=up_to,
    )


def keeps(problem, given):
    """Whether an assignment keeps every rule but that of shared applications."""
    return bool(
        not (given & ~problem.free).any()
        and (given.sum(1) == problem.need).all()
        and (given.sum(0) >= problem.least).all()
        and (given.sum(0) <= problem.room).all()
        and (~problem.from_pool | (given & problem.pool).any(1)).all()
    )


def every_assignment(problem):
    """All that keep the rules, one by one."""
    choices = [itertools.combinations(np.flatnonzero(problem.free[a]), problem.need[a]) for a in range(problem.applications)]
    for rows in itertools.product(*map(list, choices)):
        given = np.zeros(problem.free.shape, dtype=bool)
        for a, row in enumerate(rows):
            given[a, list(row)] = True
        if keeps(problem, given):
            yield given


def pairs_of(given):
    return sorted((int(a), int(r)) for a, r in np.argwhere(given))
