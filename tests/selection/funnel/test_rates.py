"""Rates compared exactly."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.selection.funnel.rates import FOUR_FIFTHS, Compared, compared, together
from applicants.selection.funnel.step import Step, beside_the_highest, reckoned_together, row_of

small = st.integers(min_value=1, max_value=6)


def test_the_example_two_of_sixty_beside_twenty_eight_of_five_hundred_and_forty():
    found = compared(passed=2, came=60, others_passed=28, others_came=540)
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
        {"passed": 0, "came": 0, "others_passed": 3, "others_came": 9},
        {"passed": 3, "came": 9, "others_passed": 0, "others_came": 0},
        {"passed": 5, "came": 4, "others_passed": 1, "others_came": 5},
        {"passed": 4, "came": 4, "others_passed": -1, "others_came": 5},
    ],
)
def test_nobody_on_one_side_or_figures_that_do_not_fit_are_not_compared(figures):
    assert compared(**figures) is None


def test_where_none_of_the_others_went_on_there_is_no_ratio():
    found = Compared(1, 5, 0, 5)
    assert (found.ratio, found.is_below, found.flip) == (None, False, 0)


def rows(**figures):
    """Of a step in which 330 of 700 people go on."""
    return beside_the_highest([row_of(code, code.title(), came, passed, 700, 330) for code, (passed, came) in figures.items()])


def test_a_group_is_held_against_that_of_the_highest_rate_and_not_against_all_others():
    """29 CFR 1607.4 D. Against all others, who said nothing included, 100 of 200 would pass (1.09)."""
    woman, man, other, silent = rows(woman=(100, 200), man=(150, 300), non_binary=(80, 100), no_answer=(0, 100))
    assert (woman.ratio, woman.highest, woman.beside) == ("0.63", Compared(100, 200, 80, 100), "Non_Binary")
    assert (woman.ratio_of_others, woman.highest.is_below, man.highest.is_below) == ("1.09", True, True)
    assert (other.highest, other.is_group, silent.highest, silent.is_group) == (None, True, None, False)
    assert Step("a", "b", 700, 330, [woman, man, other, silent]).highest == "Non_Binary (80.0 %)"


def test_silence_and_whoever_is_hidden_are_not_the_highest_rate():
    first, second, hidden, silent = rows(woman=(40, 100), man=(50, 100), trans_man=(None, None), prefer_not=(100, 100))
    assert (first.beside, second.highest, hidden.highest, silent.highest) == ("Man", None, None, None)
    [alone, _silent] = rows(woman=(40, 100), no_answer=(100, 100))
    assert (alone.highest, alone.beside) == (None, "")


@given(st.lists(st.fractions(0, 1, max_denominator=50), max_size=8))
def test_chances_reckoned_together_are_holms(chances):
    found, order = together(chances), sorted(chances)
    assert all(one <= both <= min(1, len(chances) * one) for one, both in zip(chances, found, strict=True))
    steps = [min(Fraction(1), (len(order) - rank) * each) for rank, each in enumerate(order)]
    assert sorted(found) == [max(steps[: rank + 1]) for rank in range(len(order))]


def test_what_chance_seldom_does_is_said_of_all_comparisons_of_a_page_together():
    """One in thirty is little alone, and not in ten."""
    few = rows(woman=(3, 13), man=(44, 80))
    assert 0.03 < few[0].highest.chance < Fraction(1, 20)
    [alone], one = reckoned_together([Step("a", "b", 700, 330, few)])
    many, ten = reckoned_together([Step("a", "b", 700, 330, few)] * 10)
    assert (one, ten) == (1, 10)
    assert "Chance alone seldom" in str(alone.rows[0].meaning)
    assert all("It may be chance" in str(each.rows[0].meaning) for each in many)
