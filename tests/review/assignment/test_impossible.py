import numpy as np
import pytest
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from applicants.review.assignment.impossible import KINDS, Impossible, can_hold, reason
from applicants.review.assignment.solve import solve
from tests.review.assignment.build import make_problem
from tests.review.assignment.test_solve import problems


def rules_of(found):
    return [(kind, place) for kind in KINDS for place in getattr(found, kind)]


def why(problem):
    with pytest.raises(Impossible) as raised:
        solve(problem)
    return raised.value.reason


def test_an_application_that_too_few_may_read():
    found = why(make_problem([[1, 1, 1], [1, 1, 1]], wanted=2, allowed=[[1, 1, 1], [0, 1, 0]]))
    assert rules_of(found) == [("enough", 1)]
    assert (found.short, found.irreducible) == (1, True)


def test_an_application_that_nobody_of_the_pool_may_read():
    found = why(make_problem([[1, 1], [1, 1]], allowed=[[1, 1], [0, 1]], pool=[0]))
    assert rules_of(found) == [("pool", 1)]


def test_more_reviews_than_reviewers_take():
    found = why(make_problem([[1, 1]] * 10, wanted=1, high=3))
    assert (len(found.enough), found.most, found.short) == (7, (0, 1), 4)


def test_a_language_that_one_understands_and_many_write():
    """Only the two rules that clash are named, not the other reviewers."""
    allowed = [[1, 1, 1]] * 5 + [[0, 0, 1]] * 4
    found = why(make_problem(np.ones((9, 3), dtype=int), wanted=1, high=3, allowed=allowed))
    assert rules_of(found) == [("enough", 5), ("enough", 6), ("enough", 7), ("enough", 8), ("most", 2)]


def test_reviewers_who_shall_read_more_than_there_is():
    found = why(make_problem([[1, 1]] * 3, low=2, high=4))
    assert rules_of(found) == [*(("full", a) for a in range(3)), ("least", 0), ("least", 1)]


def test_a_pool_that_is_full():
    found = why(make_problem([[1, 1, 1]] * 4, wanted=2, high=[2, 9, 9], pool=[0]))
    assert (len(found.pool), found.enough, found.most, found.short) == (3, (), (0,), 2)


@settings(max_examples=150, deadline=None)
@drawn(problems())
def test_a_reason_holds_and_no_part_of_it_is_too_much(problem):
    """Irreducible: together the rules cannot hold, without any one of them they can."""
    try:
        solve(problem)
    except Impossible as error:
        named = error.reason
    else:
        assume(False)
    found = rules_of(named)
    assert found
    assert not can_hold(problem, found)
    for each in found:
        rest = [other for other in found if other != each]
        assert not rest or can_hold(problem, rest)
    assert named.short > 0


@drawn(st.integers(2, 30), st.integers(1, 5))
@settings(max_examples=20, deadline=None)
def test_one_too_many_is_shown_by_the_fewest_applications(applications, most):
    reviewers = 3
    problem = make_problem(np.ones((applications, reviewers), dtype=int), wanted=2, high=most)
    if 2 * applications <= reviewers * most:
        assert solve(problem).figures.missing == 0
        return
    found = reason(problem)
    assert found.short == 2 * applications - min(reviewers * most, 2 * applications)
    assert len(found.enough) <= reviewers * most // 2 + 1
