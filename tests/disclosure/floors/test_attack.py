"""Somebody who composes again and again, to learn what one person said. They know every rule, every answer, all scores, and (the strong attacker) even
which answers were withheld by lot; they reckon with every possible truth at once."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.disclosure.composition.problem import Limit, problem_of
from applicants.disclosure.composition.solve import solve
from applicants.disclosure.floors.caution import Objection, objection
from applicants.disclosure.floors.draw import draw
from applicants.disclosure.floors.lot import is_withheld
from applicants.disclosure.floors.question import Floor, Question

MANY, PLACES = 20, 12
WORLDS = np.arange(2**MANY, dtype=np.uint32)
"""Each possible truth: a bit a person."""


def question(pinned=(), banned=(), number=5, scores=None, limits=(), places=PLACES, band=0):
    scores = scores or dict.fromkeys(range(MANY), 50_000)
    return Question(problem_of(scores, places, limits, pinned, banned), (Floor("speaks", ("yes",), number),), band)


def objects(asked, earlier=(), **more):
    return objection(asked, list(earlier), sources=lambda code: {code}, **more)


def people(worlds, members):
    """How many of these have it, in each world."""
    return np.bitwise_count(worlds & np.uint32(sum(1 << member for member in members)))


def most_possible(asked, worlds):
    """Of all compositions by pins and bans (all scores are alike), the most holders that one may have."""
    fixed = asked.fixed()
    pinned = {each for each, is_in in fixed.items() if is_in}
    free = set(asked.problem.scores) - fixed.keys()
    return people(worlds, pinned) + np.minimum(people(worlds, free), PLACES - len(pinned))


class Attacker:
    """Keeps the worlds that are not ruled out by what was answered."""

    def __init__(self, knows_the_lot):
        self.knows_the_lot, self.worlds = knows_the_lot, WORLDS

    def hear(self, asked, chosen, fingerprint):
        number = asked.floors[0].number
        if chosen is not None:
            self.worlds = self.worlds[people(self.worlds, chosen) >= number]
        elif self.knows_the_lot and not is_withheld(fingerprint):
            self.worlds = self.worlds[most_possible(asked, self.worlds) < number]

    def determined(self):
        """Whoever has the same answer in each world that is left."""
        varies = int(np.bitwise_or.reduce(self.worlds) ^ np.bitwise_and.reduce(self.worlds))
        return [each for each in range(MANY) if not varies >> each & 1]


def truth(seed, share):
    lot = random.Random(seed)
    return frozenset(each for each in range(MANY) if lot.random() < share)


WIDE = 999_999
"""A band within which every composition lies, so that the attacker may reckon as if all scores were alike."""
sets = st.frozensets(st.integers(0, MANY - 1), max_size=6)
asking = st.tuples(
    st.frozensets(st.integers(0, MANY - 1), max_size=3), sets, st.sampled_from([5, 6, 7]), st.sampled_from([0, 0, 1]), st.booleans()
)


def asked_about(asked):
    """Whom a question is about: with whom nothing is settled. A reader of two answers learns of whoever is in one of these alone."""
    return frozenset(asked.problem.scores) - asked.fixed().keys(), frozenset(each for each, is_in in asked.fixed().items() if is_in)


@given(st.lists(asking, min_size=1, max_size=6), st.integers(0, 10**6), st.sampled_from([0.05, 0.25, 0.3, 0.6, 0.95]))
@examples(max_examples=15, deadline=None)
def test_no_sequence_of_questions_determines_anybody(asked, seed, share):
    """People withdraw for good between questions (whoever is last), and a review more moves everybody's points by a little, once or often."""
    holders, weak, strong, answered, there = truth(seed, share), Attacker(False), Attacker(True), [], MANY
    for number_of, (pinned, banned, number, left, rescored) in enumerate(asked):
        there -= left
        scores = {each: 50_000 + (each * 37 * number_of) % 11 * rescored for each in range(there)}
        each = question(pinned - banned, banned, number, scores, band=WIDE)
        if solve(each.problem) is None or objects(each, answered):
            continue
        for before in answered:
            (free, held), (free_before, held_before) = asked_about(each), asked_about(before)
            assert len((free ^ free_before) | (held ^ held_before)) not in range(1, 5)
            assert all(each.problem.scores[one] == before.problem.scores[one] for one in each.problem.scores)
        fingerprint = f"{seed}:{each.fingerprint()}"
        chosen = draw(each, [holders & frozenset(scores)], fingerprint)
        answered.append(each)
        for attacker in (weak, strong):
            attacker.hear(each, chosen, fingerprint)
            assert len(attacker.worlds) > 0
            assert attacker.determined() == []


def neighbours(asked, scores=None):
    """Every question that differs in one who is set or left out, or in one such swap."""
    fixed = asked.fixed()
    pinned, banned = ({each for each, is_in in fixed.items() if is_in is wanted} for wanted in (True, False))
    for each in range(MANY):
        yield question(pinned ^ {each}, banned - {each}, scores=scores, band=WIDE)
        yield question(pinned - {each}, banned ^ {each}, scores=scores, band=WIDE)
        yield from (question(pinned ^ {each, other}, banned - {each, other}, scores=scores, band=WIDE) for other in range(each))
        yield from (question(pinned - {each, other}, banned ^ {each, other}, scores=scores, band=WIDE) for other in range(each))


@pytest.mark.parametrize("scores", [None, {each: 50_000 + 3 * each for each in range(MANY)}])
def test_whatever_differs_in_one_person_is_refused_after_a_first_question(scores):
    """Also when a review has moved everybody's points in the meantime: a difference in all of them hides nobody."""
    first = question(banned={17}, band=WIDE)
    others = [each for each in neighbours(first, scores) if each.fixed() != first.fixed()]
    assert len(others) > 400
    assert {objects(each, [first]) for each in others} == {Objection.ONE}


def test_the_attack_works_on_a_service_that_gives_the_best():
    """So that the tests above could fail: with the best composition and "met" or "not met", one swap tells."""
    holders = frozenset({13, 14, 15, 16, 17})
    scores = {each: 60_000 - 100 * each for each in range(MANY)}
    problem = problem_of(scores, PLACES)
    best = solve(problem).chosen
    met = solve(problem.beside(Limit("x", holders, 1, is_floor=True))).chosen
    attacker = Attacker(knows_the_lot=True)
    attacker.worlds = WORLDS[(people(WORLDS, best) < 1) & (people(WORLDS, met) >= 1)]
    assert met - best == {13}
    assert attacker.determined() == [*range(12), 13]


@pytest.mark.parametrize("flipped", [3, 9])
def test_a_composition_is_drawn_under_some_lot_whatever_a_member_has_said(flipped, monkeypatch):
    monkeypatch.setattr("applicants.disclosure.floors.draw.is_withheld", lambda fingerprint: False)  # which is another lot
    scores = {each: 60_000 - 10 * each for each in range(MANY)}
    asked = question(scores=scores, band=3_000)
    shown = frozenset({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16})
    favouring = {each: 1000 if each in shown else 0 for each in range(MANY)}
    for holders in (frozenset(range(MANY)), frozenset(range(MANY)) - {flipped}, frozenset({0, 1, 2, 3, 9, 15})):
        assert draw(asked, [holders], "seen", favouring) == shown


def test_the_lot_withholds_one_in_eight_without_regard_to_anybody():
    names = [f"question {number}" for number in range(800)]
    withheld = [name for name in names if is_withheld(name)]
    assert 60 < len(withheld) < 140
    everybody, asked = frozenset(range(MANY)), question()
    assert draw(asked, [everybody], withheld[0]) is None
    assert draw(asked, [everybody], next(name for name in names if name not in withheld)) is not None
