import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from applicants.review.assignment.baselines import by_lot, figures, greedy
from applicants.review.assignment.impossible import Impossible
from applicants.review.assignment.problem import Problem
from applicants.review.assignment.solve import solve
from tests.review.assignment.build import every_assignment, keeps, make_problem, pairs_of


@st.composite
def problems(draw):
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    marks = st.lists(st.booleans(), min_size=n * m, max_size=n * m)

    def numbers(count, low, high):
        return np.array(draw(st.lists(st.integers(low, high), min_size=count, max_size=count)), dtype=np.int64)

    low = numbers(m, 0, 1)
    fixed, kept, allowed = (np.array(draw(marks)).reshape(n, m) for _ in range(3))
    return Problem(
        affinity=numbers(n * m, 0, 1000).reshape(n, m),
        allowed=allowed | (numbers(n * m, 0, 2).reshape(n, m) > 0),
        wanted=numbers(n, 0, 2),
        low=low,
        high=low + numbers(m, 0, 3),
        fixed=fixed & (numbers(n * m, 0, 2).reshape(n, m) == 0),
        kept=kept,
        pool=np.array(draw(st.lists(st.booleans(), min_size=m, max_size=m))) & draw(st.booleans()),
    )


@settings(max_examples=120, deadline=None)
@drawn(problems())
def test_the_best_of_all_assignments_is_found_and_proven(problem):
    """Against every assignment there is: as many kept pairs as possible, then affinity; and impossible only where there is none."""
    every = list(every_assignment(problem))
    try:
        solved = solve(problem)
    except Impossible:
        assert every == []
        return
    assert keeps(problem, solved.given)
    worth = max((int((each & problem.kept).sum()), problem.total(each)) for each in every)
    assert (int((solved.given & problem.kept).sum()), problem.total(solved.given)) == worth
    assert (solved.bound, solved.gap) == (solved.figures.affinity, 0)


def test_affinity_decides_within_the_loads():
    problem = make_problem([[900, 100], [800, 700]], high=1)
    assert pairs_of(solve(problem).given) == [(0, 0), (1, 1)]


def test_what_is_kept_weighs_more_than_all_affinity():
    problem = make_problem([[0, 1000, 0], [1000, 0, 0], [0, 0, 1000]], high=1, kept=[(0, 0), (1, 1)])
    assert pairs_of(solve(problem).given) == [(0, 0), (1, 1), (2, 2)]


def test_after_a_reviewer_drops_out_only_their_applications_move():
    chance = np.random.default_rng(3)
    affinity = chance.integers(0, 1000, (40, 8))
    before = solve(make_problem(affinity, wanted=3, low=10, high=20)).given
    left = make_problem(affinity[:, 1:], wanted=3, low=10, high=25, kept=np.argwhere(before[:, 1:]).tolist())
    after = solve(left).given
    assert not (before[:, 1:] & ~after).any()
    assert int(after.sum()) == 120


def test_fixed_reviews_stay_even_in_conflict_and_beyond_the_bounds():
    problem = make_problem([[0, 900], [0, 900], [500, 400]], allowed=[[0, 1], [1, 1], [1, 1]], fixed=[(0, 0), (1, 0)], high=1)
    solved = solve(problem)
    assert pairs_of(solved.given) == [(2, 1)]
    assert solved.figures.heaviest == 2


def test_each_application_gets_one_of_the_pool():
    problem = make_problem([[900, 800, 0], [900, 800, 10]], wanted=2, pool=[2])
    assert pairs_of(solve(problem).given) == [(0, 0), (0, 2), (1, 0), (1, 2)]


def test_lot_and_greed_keep_the_hard_rules():
    chance = np.random.default_rng(1)
    problem = make_problem(
        chance.integers(0, 1000, (30, 6)), wanted=2, high=12, allowed=chance.random((30, 6)) > 0.1, fixed=[(0, 0)], pool=[0, 1, 2]
    )
    best = solve(problem)
    for made in (by_lot(problem, 1), greedy(problem)):
        assert not (made & ~problem.free).any()
        assert (made.sum(0) <= problem.room).all()
        assert (made.sum(1) <= problem.need).all()
        assert figures(problem, made).affinity <= best.figures.affinity
    assert (by_lot(problem, 1) == by_lot(problem, 1)).all()


def test_progress_is_told_and_may_stop_the_work():
    told = []
    problem = make_problem([[1, 2], [3, 4]], shared=1)
    solve(problem, heard=lambda step, done: told.append((step, done)))
    assert next(step for step, _done in dict.fromkeys(told)) == "best"
    assert all(0 <= done <= 1 for _step, done in told)

    class Enough(Exception):
        pass

    def stop(step, done):
        raise Enough

    with pytest.raises(Enough):
        solve(problem, heard=stop)
