"""Prices, alternatives, contradictions and "why not this one", against all compositions of small problems."""

from hypothesis import given
from hypothesis import settings as examples

from applicants.disclosure.composition.problem import Limit, pin, problem_of
from applicants.disclosure.composition.solve import solve
from applicants.selection.composer.alternatives import alternatives
from applicants.selection.composer.conflict import contradiction
from applicants.selection.composer.instead import instead
from applicants.selection.composer.patience import Patience
from applicants.selection.composer.prices import prices
from tests.disclosure.composition.test_solve import every, problems


def best_total(problem):
    return max((each.total for each in every(problem)), default=None)


@given(problems(most=6))
@examples(max_examples=60, deadline=None)
def test_a_price_is_what_the_best_would_have_more_without_that_rule(problem):
    best = solve(problem)
    if best:
        keys = {limit.key for limit in problem.limits} - {"places", "fill"}
        assert prices(problem, best) == {key: best_total(problem.without(key)) - best.total for key in keys}


@given(problems(most=6))
@examples(max_examples=60, deadline=None)
def test_everything_within_the_band_is_found_the_best_first(problem):
    best, band = solve(problem), 700
    if best:
        found = alternatives(problem, best, band=band, listed=100)
        rest = {each.chosen for each in every(problem) if each.total >= best.total - band} - {best.chosen}
        assert {each.chosen for each in found.found} == rest
        assert len(found.found) == len(rest)
        assert [each.total for each in found.found] == sorted((each.total for each in found.found), reverse=True)
        assert (found.number, found.is_all, found.always) == (len(rest), True, best.chosen.intersection(*rest))
        few = alternatives(problem, best, band=band, listed=1)
        assert (few.found, few.number, few.always) == (found.found[:1], len(rest), found.always)


def test_who_is_in_all_is_proved_where_they_are_too_many_to_be_counted():
    """Nine of ten alike for three places and one far better; the last of the nine is in hardly any that are listed first."""
    scores = {0: 90_000, **dict.fromkeys(range(1, 10), 50_000), 10: 49_000}
    problem = problem_of(scores, 4)
    best = solve(problem)
    found = alternatives(problem, best, band=1_000, listed=3, most=5)
    assert (len(found.found), found.is_all, found.always) == (3, False, {0})
    assert found.number >= 5
    every_one = alternatives(problem, best, band=1_000, listed=3)
    assert (every_one.number, every_one.is_all) == (84 + 36 - 1, True)


def test_what_is_not_worked_out_in_time_is_left_out_and_nothing_untrue_is_said():
    problem = problem_of(dict.fromkeys(range(40), 50_000), 20, [Limit("r0", frozenset(range(5)), 4, is_floor=True)])
    best = solve(problem)
    found = alternatives(problem, best, band=0, patience=Patience(0))
    assert (found.found, found.is_all, found.always) == ((), False, frozenset())
    assert found.number > 100
    assert prices(problem, best, patience=Patience(0)) == {}


@given(problems())
@examples(max_examples=100, deadline=None)
def test_a_contradiction_is_impossible_and_without_any_of_it_possible(problem):
    found = contradiction(problem)
    assert bool(found) == (not any(every(problem)))
    if found:
        assert not any(every(problem.only(found)))
        for limit in found:
            assert any(every(problem.only(each for each in found if each is not limit)))


@given(problems(most=6))
@examples(max_examples=40, deadline=None)
def test_why_not_each_of_the_others(problem):
    best = solve(problem)
    if best is None:
        return
    for candidate in set(problem.candidates) - best.chosen:
        found, cost = instead(problem, best, candidate), best_total(problem.beside(pin(candidate)))
        if cost is None:
            assert not any(every(problem.only([*found.forbid, pin(candidate)])))
            assert found.leave == frozenset()
        else:
            after = (best.chosen - found.leave) | found.come | {candidate}
            assert found.forbid == ()
            assert (found.cost, problem.total(after)) == (best.total - cost, cost)
            assert all(limit.is_met(after) for limit in problem.limits)


def test_places_are_named_only_where_it_lies_at_them_as_well():
    scores = dict.fromkeys(range(6), 10)
    few = Limit("r0", frozenset({0, 1}), 3, is_floor=True)
    assert [limit.key for limit in contradiction(problem_of(scores, 4, [few]))] == ["r0"]
    halves = [Limit("r0", frozenset({0, 1, 2}), 2, is_floor=True), Limit("r1", frozenset({3, 4, 5}), 2, is_floor=True)]
    assert {limit.key for limit in contradiction(problem_of(scores, 3, halves))} == {"places", "r0", "r1"}
    capped = [Limit("r0", frozenset({0, 1, 2, 3}), 1, is_floor=False), Limit("r1", frozenset({4}), 1, is_floor=True)]
    assert {limit.key for limit in contradiction(problem_of(scores, 4, capped))} == {"fill", "r0"}
    assert {limit.key for limit in contradiction(problem_of(scores, 2, pinned=[1, 2, 3]))} == {"places", "in:1", "in:2", "in:3"}
    assert {limit.key for limit in contradiction(problem_of(scores, 2, pinned=[1], banned=[1]))} == {"in:1", "out:1"}
