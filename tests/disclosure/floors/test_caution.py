"""What is answered, and what is not."""

import pytest

from applicants.disclosure.composition.problem import Limit
from applicants.disclosure.floors.caution import BUDGET, Objection, exchangeable, objection
from applicants.disclosure.floors.question import Floor, Question
from tests.disclosure.floors.test_attack import MANY, objects, question

GROUP = frozenset(range(9))


def rule(members, number, is_floor=True):
    return Limit("r0", frozenset(members), number, is_floor)


def test_a_first_question_is_answered():
    assert objects(question()) is None
    assert objects(question(pinned={1, 2}, banned={17})) is None


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (question(number=4), Objection.SMALL),
        (question(number=8), Objection.ROOM),
        (question(pinned={1, 2, 3}), Objection.ROOM),
        (question(limits=[rule({1, 2, 3}, 3)]), Objection.ROOM),
        (question(banned={1, 2, 3, 4}), Objection.TIGHT),
        (question(scores={each: 1000 * each for each in range(MANY)}, band=100), Objection.TIGHT),
    ],
)
def test_a_question_that_could_speak_of_few_is_not(asked, reason):
    assert objects(asked) == reason


@pytest.mark.parametrize(
    "later",
    [
        question(pinned={4}),
        question(banned={4}),
        question(limits=[rule({4}, 1)]),
        question(limits=[rule({4}, 0, is_floor=False)]),
        question(limits=[rule(set(range(MANY)) - {4}, 12)]),
        question(limits=[rule(set(range(MANY)) - {4}, 11, is_floor=False)]),
        question(limits=[rule({4, 5, 6}, 2)]),
        question(limits=[rule(set(range(MANY)) - {4, 5}, 11)]),
        question(scores=dict.fromkeys(range(MANY - 1), 50_000)),
    ],
)
def test_what_tells_fewer_than_five_apart_from_an_earlier_question_is_refused(later):
    assert objects(later, [question()]) == Objection.ONE


def test_rules_that_differ_in_one_person_are_refused():
    first = question(limits=[rule(GROUP, 3)])
    assert objects(question(limits=[rule(GROUP | {9}, 3)]), [first]) == Objection.ONE
    assert objects(question(limits=[rule(GROUP, 4)]), [first]) == Objection.CLOSE
    assert objects(question(limits=[rule(GROUP, 6)]), [question(limits=[rule(GROUP, 1)])]) is None
    assert objects(question(), [first]) == Objection.CLOSE
    assert objects(question(limits=[rule(GROUP, 5)]), [question()]) is None
    assert objects(question(limits=[rule(GROUP, 4, is_floor=False)]), [question()]) is None
    assert objects(question(limits=[rule(GROUP, 6, is_floor=False)]), [question()]) == Objection.CLOSE


def test_the_band_stays_and_places_move_by_five():
    """A band that is wider by a little has one composition more: that it is met, and none was before, would tell who came in."""
    assert objects(question(band=1), [question()]) == Objection.BAND
    assert objects(question(places=11), [question()]) == Objection.CLOSE
    assert objects(question(places=17, number=5), [question()]) == Objection.TIGHT


def test_five_at_once_may_be_exchanged():
    assert objects(question(banned=set(range(5)), places=10), [question(places=10)]) is None


def test_who_left_counts_whatever_the_reason():
    """Before and after one has withdrawn the same question would be one about that person."""
    left = [question(scores=dict.fromkeys(range(MANY - gone), 50_000), places=10) for gone in range(1, 6)]
    assert [objects(each, [question(places=10)]) for each in left] == [Objection.ONE] * 4 + [None]


def test_four_who_have_no_part_in_it_hide_nobody():
    """The last four are never within the band, the first four always: to leave them out, or to set them, is to ask about the fifth alone."""
    scores = {**dict.fromkeys(range(4), 90_000), **dict.fromkeys(range(4, 16), 50_000), **dict.fromkeys(range(16, MANY), 10_000)}
    first = question(scores=scores, band=5_000, places=10)
    assert objects(first) is None
    assert objects(question(scores=scores, band=5_000, places=10, banned={5, 16, 17, 18, 19}), [first]) is Objection.ONE
    without = {each: points for each, points in scores.items() if each not in {5, 16, 17, 18, 19}}
    assert objects(question(scores=without, band=5_000, places=10), [first]) is Objection.ONE
    hidden = Limit("r0", frozenset({0, 1, 2, 3, 5, 16, 17, 18, 19}), 5, is_floor=True)
    assert objects(question(scores=scores, band=5_000, places=10, limits=[hidden]), [first]) is Objection.ONE


def test_points_stay_those_of_the_first_question():
    moved = {each: 50_000 + 7 * each for each in range(MANY)}
    assert objects(question(scores=moved, band=99_000), [question(band=99_000)]) is Objection.POINTS
    assert objects(question(scores={**dict.fromkeys(range(MANY), 50_000), 4: 50_001}), [question()]) is Objection.POINTS


def test_numbers_and_answers_stay_what_they_were():
    assert objects(question(number=6), [question()]) == Objection.CLOSE
    other = Question(question().problem, (Floor("speaks", ("yes", "understands"), 5),), 0)
    assert objects(other, [question()]) == Objection.OTHER_WORDS
    twice = Question(question().problem, (Floor("speaks", ("yes",), 5), Floor("speaks", ("no",), 5)), 0)
    assert objects(twice) == Objection.OTHER_WORDS
    derived = Question(question().problem, (Floor("any_language", ("yes",), 5),), 0)
    sources = {"any_language": {"speaks", "language"}, "speaks": {"speaks"}}
    assert objection(derived, [question()], sources=sources.__getitem__) == Objection.OTHER_WORDS


def test_a_cohort_has_a_budget():
    assert objects(question(), asked_of_cohort=BUDGET - 1) is None
    assert objects(question(), asked_of_cohort=BUDGET) == Objection.SPENT


def test_how_many_could_be_exchanged():
    scores = {each: 1000 * each for each in range(10)}
    problem = question(scores=scores, places=5).problem
    assert [exchangeable(problem, band) for band in (0, 999, 1000, 4000, 9000, 25_000)] == [0, 0, 1, 2, 3, 5]


def test_a_stored_question_is_the_question():
    asked = question(pinned={1}, banned={2}, limits=[rule(GROUP, 3)], band=7)
    again = Question.of(asked.content())
    assert again.content() == asked.content()
    assert (again.fingerprint(), again.fixed(), again.rules()) == (asked.fingerprint(), asked.fixed(), asked.rules())
