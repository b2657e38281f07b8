"""What is asked of whom: of any form and any answers."""

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.calls.carry_over import carry_over
from applicants.calls.conditions import holds
from applicants.calls.form_versions import load
from applicants.calls.problems_of_variation import problems_of_variation
from applicants.calls.repeats import Repeat, numbers, taken_apart
from applicants.calls.whole_form import lacks
from tests.calls.questions import OPTIONS, document, question
from tests.calls.varying import answers_to, asked_keys, documents, forms_and_answers

MANY = examples(max_examples=60, deadline=None)


def frozen(asked, answers):
    return {key: answers[key] for key in asked.questions if key in answers} | asked.lists()


@MANY
@given(forms_and_answers())
def test_what_is_asked_is_what_its_conditions_say_and_nothing_hidden_is_missing(made):
    document, answers = made
    asked = load(document).asked(answers)
    assert set(asked.questions) == asked_keys(document, answers)
    assert {lack.question["key"] for lack in lacks(asked, answers)} <= set(asked.questions)
    assert [section.place for section in asked.sections] == list(range(len(asked.sections)))
    keys = ["", *(section.key for section in asked.sections), ""]
    assert [(section.previous, section.next) for section in asked.sections] == list(zip(keys, keys[2:], strict=False))


@MANY
@given(forms_and_answers())
def test_what_is_handed_in_asks_for_the_same_again_and_is_what_was_asked(made):
    document, answers = made
    form = load(document)
    asked = form.asked(answers)
    assert form.asked(frozen(asked, answers)) is asked
    assert set(frozen(asked, answers)) - set(asked.lists()) <= set(asked.questions)


@MANY
@given(forms_and_answers(), st.randoms(use_true_random=False))
def test_in_which_order_answers_come_does_not_matter_for_what_is_asked_at_the_end(made, random):
    document, answers = made
    form, shuffled = load(document), list(answers.items())
    random.shuffle(shuffled)
    so_far = {}
    for key, value in shuffled:
        so_far[key] = value
        form.asked(so_far)
    assert form.asked(so_far) is form.asked(answers)


@MANY
@given(st.data())
def test_random_forms_have_nothing_wrong_in_them(data):
    assert problems_of_variation(data.draw(documents())) == []


@MANY
@given(st.data())
def test_carrying_over_between_any_two_forms_keeps_every_answer_and_comes_back(data):
    old, new = data.draw(documents(3)), data.draw(documents(3))
    answers = {key: f"answer to {key}" for key in data.draw(answers_to(old))}
    carried = carry_over(old, new, answers)
    assert sorted(carried.values()) == sorted(answers.values())
    kinds = {q["key"]: q["kind"] for section in new["sections"] for q in section["questions"]}
    was = {q["key"]: q["kind"] for section in old["sections"] for q in section["questions"]}
    for key in carried:
        base = taken_apart(key)[0]
        assert base not in was or base not in kinds or kinds[base] == was[base]
    assert carry_over(new, old, carried) == answers


def test_a_condition_is_met_by_one_of_its_answers():
    by_code = {"match": "all", "rules": [{"key": "q", "in": ["a", "b"]}]}
    assert [holds(by_code, {"q": value}) for value in ("a", "c", ["c", "b"], [], None, 7, True)] == [
        True,
        False,
        True,
        False,
        False,
        False,
        False,
    ]
    by_others = {"match": "all", "rules": [{"key": "q", "not_in": ["a", "b"]}]}
    assert [holds(by_others, {"q": value}) for value in ("a", "c", ["c", "b"], ["c"], [], None, 7, "")] == [
        False,
        True,
        False,
        True,
        False,
        False,
        False,
        False,
    ]
    ticked = {"match": "all", "rules": [{"key": "q", "in": ["true"]}]}
    assert [holds(ticked, {"q": value}) for value in (True, None, "true")] == [True, False, True]
    number = {"match": "any", "rules": [{"key": "q", "from": 2, "to": 4}]}
    assert [holds(number, {"q": value}) for value in (1, 2, 4, 5, 0, "3", True, {"a": 1})] == [False, True, True] + [False] * 5
    assert holds(None, {}) and holds({}, {})


def test_a_condition_asks_all_or_any():
    rules = [{"key": "one", "in": ["a"]}, {"key": "two", "in": ["b"]}]
    answers = [{"one": "a", "two": "b"}, {"one": "a"}, {}]
    assert [holds({"match": "all", "rules": rules}, each) for each in answers] == [True, False, False]
    assert [holds({"match": "any", "rules": rules}, each) for each in answers] == [True, True, False]


def test_stored_numbers_of_any_shape_are_read_as_times():
    repeat = Repeat(2, 4)
    for stored in (None, "x", {}, [], [True, "2", -1, 0, 100, 10**9]):
        assert numbers(repeat, stored) == [1, 2]
    assert numbers(repeat, [3]) == [1, 3]
    assert numbers(repeat, [5, 3, 3]) == [3, 5]
    assert numbers(Repeat(1, 2), [1, 2, 3]) == [1, 2, 3]  # a newer form takes fewer: none is dropped here


def test_each_time_has_keys_and_a_title_of_its_own():
    form = load(document(question("short_text", "name"), key="film"))
    assert form.asked({}) is form
    repeating = document(question("short_text", "name"), key="film")
    repeating["sections"][0]["repeat"] = {"min": 1, "max": 3}
    form = load(repeating)
    asked = form.asked({"film#": [1, 3]})
    assert [(section.key, section.title, section.base) for section in asked.sections] == [
        ("film", "Uno 1", "film"),
        ("film-3", "Uno 2", "film"),
    ]
    assert list(asked.questions) == ["name", "name-3"]
    assert form.any_section("film-2").questions[0]["key"] == "name-2"
    assert form.home_of("name-2").key == "film-2"
    assert form.any_question("name-2")["label"] == form.questions["name"]["label"]
    assert form.home_of("other-2") is None


# What stands in the way of publishing.


def gate(kind="choice", key="first", **more):
    config = {"choice": {"options": OPTIONS}, "whole_number": {}}.get(kind, {})
    return question(kind, key, **more, **config)


def told(show_when, *before, **more):
    then = question("short_text", "then", **more) | {"show_when": show_when}
    return problems_of_variation(document(*before, then))


def test_conditions_that_cannot_be_are_told():
    def when(rules):
        return {"match": "all", "rules": rules}

    right = when([{"key": "first", "in": ["a"]}])
    assert told(right, gate()) == []
    assert len(told(right)) == 1
    late = document(question("short_text", "then") | {"show_when": right}, gate())
    assert len(problems_of_variation(late)) == 1
    own = when([{"key": "then", "in": ["a"]}])
    assert len(told(own, gate())) == 1
    for wrong in (
        when([{"key": "first", "in": ["z"]}]),
        when([{"key": "first", "in": []}]),
        when([{"key": "first", "from": 1}]),
        when([{"key": "first", "not_in": []}]),
        when([{"key": "first", "not_in": "a"}]),
        when([{"key": "first", "not_in": ["z"]}]),
        when([{"key": "first", "in": ["a"], "not_in": ["b"]}]),
        when([{"key": "first", "not_in": ["a", "b", "c"]}]),
        when([{"key": "first", "in": [["a"]]}]),
        when([{"key": ["first"], "in": ["a"]}]),
        when(["first"]),
        when([]),
        when([{"key": "first", "in": ["a"]}] * 21),
        {"match": "none", "rules": [{"key": "first", "in": ["a"]}]},
        {"rules": [{"key": "first", "in": ["a"]}]},
        {"match": "all", "rules": {"key": "first"}},
    ):
        assert len(told(wrong, gate())) == 1, wrong
    for wrong in ({"from": 3, "to": 2}, {}, {"from": -1}, {"from": "1"}, {"from": True}, {"from": 10**12}, {"in": ["a"]}):
        assert len(told(when([{"key": "first", **wrong}]), gate("whole_number"))) == 1, wrong
    assert told(when([{"key": "first", "from": 0, "to": 2}]), gate("whole_number")) == []
    assert len(told(when([{"key": "first", "in": ["a"]}]), gate("short_text"))) == 1
    assert told(when([{"key": "first", "not_in": ["a", "b"]}]), gate()) == []
    assert len(told(when([{"key": "first", "not_in": ["true"]}]), gate("declaration"))) == 1


def test_what_is_asked_by_an_answer_is_kept_as_well_as_that_answer():
    right = {"match": "all", "rules": [{"key": "first", "in": ["a"]}]}
    assert len(told(right, gate(sensitive=True))) == 1
    assert told(right, gate(sensitive=True), sensitive=True) == []
    assert len(told(right, gate(tier=2))) == 1
    assert len(told(right, gate(tier=2), tier=3)) == 1
    assert told(right, gate(tier=2), tier=1) == []


def test_a_section_asked_by_a_hidden_answer_is_hidden_as_early():
    right = {"match": "all", "rules": [{"key": "first", "in": ["a"]}]}
    form = {
        "sections": [
            *document(gate(tier=1))["sections"],
            document(question("short_text", "then"), key="two")["sections"][0] | {"show_when": right},
        ]
    }
    assert len(problems_of_variation(form)) == 1


def test_times_that_cannot_be_and_keys_that_are_too_long_are_told():
    def repeating(repeat, key="film", q="name"):
        form = document(question("short_text", q), key=key)
        form["sections"][0]["repeat"] = repeat
        return problems_of_variation(form)

    assert repeating({"min": 1, "max": 20}) == []
    for wrong in (
        {"min": 0, "max": 2},
        {"min": 3, "max": 2},
        {"min": 1, "max": 21},
        {"min": 1},
        {"min": "1", "max": 2},
        {"min": True, "max": 2},
        [1, 2],
    ):
        assert len(repeating(wrong)) == 1, wrong
    assert len(repeating({"min": 1, "max": 2}, key="f" * 28)) == 1
    assert len(repeating({"min": 1, "max": 2}, q="f" * 38)) == 1
    assert repeating({"min": 1, "max": 2}, key="f" * 27, q="f" * 37) == []


def test_a_question_of_a_section_that_repeats_gates_only_its_own_time():
    right = {"match": "all", "rules": [{"key": "first", "in": ["a"]}]}
    inner = question("short_text", "then") | {"show_when": right}
    first = document(gate(), inner, key="film")["sections"][0] | {"repeat": {"min": 1, "max": 3}}
    form = load({"sections": [first]})
    assert problems_of_variation(form.document) == []
    assert list(form.asked({"film#": [1, 2], "first-2": "a"}).questions) == ["first", "first-2", "then-2"]
    outside = document(question("short_text", "other") | {"show_when": right}, key="two")["sections"][0]
    assert len(problems_of_variation({"sections": [first, outside]})) == 1


def test_keys_that_would_be_taken_for_another_time_are_told():
    assert len(problems_of_variation(document(question("short_text", "name-2")))) == 1
    assert len(problems_of_variation(document(question("short_text", "name"), key="film-2"))) == 1
