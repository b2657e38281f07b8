import numpy as np
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from applicants.review.assignment.solve import solve
from applicants.review.assignment.together import meetings, reachable, sharing, targets
from tests.review.assignment.build import keeps, make_problem


def test_how_many_applications_a_pair_can_be_asked_to_share():
    assert reachable(3000, 3, 60) == 3
    assert reachable(10_000, 3, 150) == 1
    assert (reachable(20, 2, 12), reachable(100, 1, 4), reachable(10, 3, 1)) == (0, 0, 0)


def test_two_camps_are_brought_together():
    """Each half of the panel knows its half of the applications: the best alone would keep them apart."""
    camps = np.kron(np.eye(2, dtype=int), np.ones((30, 4), dtype=int))
    problem = make_problem(camps * 900, wanted=2, low=10, high=20, shared=1)
    solved = solve(problem)
    assert solved.sharing.parts == 1
    assert (solved.sharing.met, solved.sharing.fewest) == (solved.sharing.pairs, 1)
    assert keeps(problem, solved.given)
    assert solved.plain.affinity == 120 * 900
    assert solved.moved.sum() >= 16, "each of the sixteen pairs across needs somebody from the other side"
    assert 0 < solved.gap < 0.2


def test_too_few_reviews_for_every_pair_make_one_panel():
    camps = np.kron(np.eye(3, dtype=int), np.ones((6, 4), dtype=int))
    problem = make_problem(camps * 500, wanted=2, high=6, shared=1)
    solved = solve(problem)
    assert solved.sharing == sharing(problem, solved.given)
    assert (solved.sharing.pairs, solved.sharing.met, solved.sharing.parts) == (11, 11, 1)


def test_pairs_that_may_not_share_are_not_asked_to():
    problem = make_problem(np.ones((6, 3), dtype=int), wanted=2, allowed=[[1, 1, 0]] * 3 + [[0, 1, 1]] * 3, shared=2)
    assert targets(problem, solve(problem).given).tolist() == [[0, 2, 0], [2, 0, 2], [0, 2, 0]]


def test_one_review_an_application_asks_for_nothing():
    problem = make_problem([[5, 1], [1, 5]], wanted=1, shared=3)
    assert solve(problem).sharing.pairs == 0


@settings(max_examples=25, deadline=None)
@drawn(st.integers(0, 10**6), st.booleans())
def test_exchanges_keep_every_rule_and_never_share_less(seed, with_pool):
    chance = np.random.default_rng(seed)
    affinity = chance.integers(0, 1000, (24, 6))
    allowed = chance.random((24, 6)) > 0.1
    allowed[:, :3] = True
    fixed = [(a, 0) for a in range(4)]
    problem = make_problem(
        affinity,
        wanted=3,
        low=6,
        high=18,
        allowed=allowed,
        fixed=fixed,
        kept=[(a, 1) for a in range(8)],
        pool=[0, 4] if with_pool else (),
        shared=2,
    )
    plain = solve(
        make_problem(
            affinity,
            wanted=3,
            low=6,
            high=18,
            allowed=allowed,
            fixed=fixed,
            kept=[(a, 1) for a in range(8)],
            pool=[0, 4] if with_pool else (),
        )
    )
    solved = solve(problem)
    assert keeps(problem, solved.given)
    assert not (plain.given & problem.kept & ~solved.given).any()
    assert solved.figures.affinity <= solved.bound == plain.bound
    wanted = targets(problem, solved.given | problem.fixed)

    def lacking(given):
        return int(np.maximum(wanted - meetings(given | problem.fixed), 0).sum())

    assert lacking(solved.given) <= lacking(plain.given)
    assert (meetings(solved.given) == meetings(solved.given).T).all()
