"""The solver against all compositions, one by one."""

import itertools

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.disclosure.composition.every import every as every_within
from applicants.disclosure.composition.problem import Limit, Problem, ban, pin, problem_of
from applicants.disclosure.composition.solve import Composition, solve


def every(problem):
    """All compositions that fulfil each limit."""
    candidates = problem.candidates
    for number in range(len(candidates) + 1):
        for chosen in map(frozenset, itertools.combinations(candidates, number)):
            if all(limit.is_met(chosen) for limit in problem.limits):
                yield Composition(chosen, problem.total(chosen))


@st.composite
def problems(draw, most=7):
    candidates = draw(st.integers(1, most))
    scores = {pk: draw(st.integers(0, 6)) * 500 + draw(st.integers(0, 1)) for pk in range(10, 10 + candidates)}
    some = st.frozensets(st.sampled_from(sorted(scores)), max_size=candidates)
    rules = [
        Limit(f"r{place}", members, number, is_floor)
        for place, (members, number, is_floor) in enumerate(
            draw(st.lists(st.tuples(some, st.integers(0, candidates), st.booleans()), max_size=4))
        )
    ]
    pinned, banned = draw(some), draw(some)
    return problem_of(
        scores, draw(st.integers(0, candidates)), rules, pinned if draw(st.booleans()) else (), banned if len(banned) == 1 else ()
    )


@given(problems())
@examples(max_examples=150, deadline=None)
def test_the_best_is_the_best_of_all(problem):
    found, all_of_them = solve(problem), list(every(problem))
    assert (found is None) == (not all_of_them)
    if found:
        assert found in all_of_them
        assert found.total == max(each.total for each in all_of_them)


@given(problems(), st.integers(0, 2000))
@examples(max_examples=60, deadline=None)
def test_a_total_that_must_be_reached_and_compositions_that_are_not_wanted_again(problem, below):
    best = solve(problem)
    if best is None:
        return
    least = best.total - below
    rest = [each for each in every(problem) if each.total >= least and each.chosen != best.chosen]
    found = solve(problem, apart_from=[best.chosen], least=least)
    assert (found.total if found else None) == max((each.total for each in rest), default=None)
    weights = {pk: place**2 for place, pk in enumerate(problem.candidates)}
    weighed = solve(problem, least=least, weights=weights)
    heaviest = max(sum(weights[pk] for pk in each.chosen) for each in every(problem) if each.total >= least)
    assert sum(weights[pk] for pk in weighed.chosen) == pytest.approx(heaviest, rel=1e-3, abs=0.9)


@given(problems(), st.integers(0, 2000))
@examples(max_examples=80, deadline=None)
def test_all_within_a_band_are_found_one_by_one(problem, below):
    best = solve(problem)
    least = best.total - below if best else 0
    wanted = {each for each in every(problem) if each.total >= least}
    found = every_within(problem, least=least, most=1000)
    assert (set(found.found), len(found.found), found.is_all) == (wanted, len(wanted), True)
    if len(wanted) > 2:
        assert every_within(problem, least=least, most=1).is_all is False


def test_who_is_not_there_any_more_is_no_part_of_it():
    problem = problem_of({1: 10, 2: 20}, 1, [Limit("r0", frozenset({2, 9}), 1, is_floor=True)], pinned=[8], banned=[9])
    assert [(limit.key, sorted(limit.members)) for limit in problem.limits] == [("places", [1, 2]), ("fill", [1, 2]), ("r0", [2])]
    assert solve(problem) == Composition(frozenset({2}), 20)


def test_setting_and_leaving_out_one_is_a_limit_like_others():
    problem = problem_of({1: 30, 2: 20, 3: 10}, 2).beside(pin(3), ban(1))
    assert solve(problem) == Composition(frozenset({2, 3}), 30)
    assert solve(problem.beside(pin(1))) is None
    assert solve(problem.without("out:1")).chosen == {1, 3}


def test_nobody_and_no_place():
    assert solve(problem_of({}, 0)) == Composition(frozenset(), 0)
    assert solve(problem_of({}, 1)) is None
    assert solve(problem_of({1: 5}, 0)) == Composition(frozenset(), 0)
    assert solve(Problem({}, (Limit("r0", frozenset(), 1, is_floor=True),))) is None
