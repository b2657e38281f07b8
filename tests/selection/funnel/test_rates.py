"""Rates compared exactly."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.selection.funnel.rates import FOUR_FIFTHS, Compared, compared

small = st.integers(min_value=1, max_value=6)


def test_the_example_two_of_sixty_beside_twenty_eight_of_five_hundred_and_forty():
    found = compared(passed=2, came=60, all_passed=30, all_came=600)
    assert found == Compared(2, 60, 28, 540)
    assert (round(float(found.ratio), 2), round(float(found.chance), 2)) == (0.64, 0.41)
    assert (found.is_below, found.flip) == (True, 1)


@examples(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(small, small, st.data())
def test_chance_is_that_of_all_draws(came, others, data):
    passed, others_passed = (data.draw(st.integers(0, people)) for people in (came, others))
    found = Compared(passed, came, others_passed, others)
    draws = list(combinations(range(came + others), passed + others_passed))
    assert found.chance == Fraction(sum(sum(person < came for person in draw) <= passed for draw in draws), len(draws))


@given(small, small, st.data())
def test_the_flip_is_the_first_number_that_changes_it(came, others, data):
    passed, others_passed = (data.draw(st.integers(0, people)) for people in (came, others))
    found = Compared(passed, came, others_passed, others)
    ratios = [more.ratio for people in range(others_passed + 1) if (more := found.with_more(people))]
    enough = [people for people, ratio in enumerate(ratios) if ratio is None or ratio >= FOUR_FIFTHS]
    assert found.flip == (enough[0] if enough else None)


@pytest.mark.parametrize(
    "figures",
    [
        {"passed": 0, "came": 0, "all_passed": 3, "all_came": 9},
        {"passed": 3, "came": 9, "all_passed": 3, "all_came": 9},
        {"passed": 5, "came": 4, "all_passed": 6, "all_came": 9},
        {"passed": 4, "came": 4, "all_passed": 3, "all_came": 9},
    ],
)
def test_nobody_on_one_side_or_figures_that_do_not_fit_are_not_compared(figures):
    assert compared(**figures) is None


def test_where_none_of_the_others_went_on_there_is_no_ratio():
    found = Compared(1, 5, 0, 5)
    assert (found.ratio, found.is_below, found.flip) == (None, False, 0)
