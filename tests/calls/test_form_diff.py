"""What differs between two forms, in words."""

from copy import deepcopy

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import settings as examples

from applicants.calls.form_diff import differences, moved, touched
from tests.calls.questions import BUDGET, OPTIONS, question
from tests.calls.varying import documents


def form(*sections):
    return {
        "sections": [
            {"key": key, "title": {"es": key.title(), "en": key.upper()}, "help": {}, "questions": list(qs)} for key, *qs in sections
        ]
    }


def stage(**more):
    return question("choice", "stage", **more, options=deepcopy(OPTIONS))


BEFORE = form(("film", question("short_text", "title", max_chars=80), stage()), ("you", question("short_text", "town")))


def told(new, old=BEFORE):
    with override("en"):
        return [(change.what, change.sentence, [tuple(detail) for detail in change.details]) for change in differences(old, new)]


def test_the_same_form_differs_in_nothing():
    assert told(deepcopy(BEFORE)) == []
    assert touched(BEFORE, deepcopy(BEFORE)) == set()


def test_what_is_new_and_what_is_taken_out():
    new = form(("film", question("short_text", "title", max_chars=80), question("date", "born")), ("team", stage()))
    assert told(new) == [
        ("added", "The section “TEAM” is new.", []),
        ("added", "“Question born” is new, in “FILM”.", [("type", "", "Date"), ("required", "", "yes")]),
        ("moved", "“Question stage” is now in “TEAM”.", []),
        ("removed", "The section “YOU” is taken out.", []),
        ("removed", "“Question town” is taken out.", []),
    ]
    assert touched(BEFORE, new) == {"town"}


def test_what_is_changed_is_told_setting_by_setting():
    new = deepcopy(BEFORE)
    title, chosen = new["sections"][0]["questions"]
    title["label"]["en"], title["required"], title["tier"], title["config"] = "Working title", False, 1, {"max_chars": 120}
    chosen["config"]["options"][0]["en"] = "Invented"
    chosen["config"]["options"][2:] = [{"code": "d", "es": "Otra", "en": "Other"}]
    assert told(new) == [
        (
            "changed",
            "“Working title” has changed.",
            [
                ("question (English)", "Question title", "Working title"),
                ("required", "yes", "no"),
                ("blind tier", "always shown", "hidden with names and contacts"),
                ("Longest answer, in characters", "80", "120"),
            ],
        ),
        (
            "changed",
            "“Question stage” has changed.",
            [
                ("Options: a", "Ficción · Fiction", "Ficción · Invented"),
                ("Options: c", "Animación", ""),
                ("Options: d", "", "Otra · Other"),
            ],
        ),
    ]


def test_the_order_of_options_and_of_questions():
    new = deepcopy(BEFORE)
    new["sections"][0]["questions"].reverse()
    new["sections"][0]["questions"][0]["config"]["options"].reverse()
    order = [("Options: their order", "a, b, c", "c, b, a")]
    assert told(new) == [("moved", "“Question stage” has another place in “FILM”.", order)]
    swapped = {"sections": BEFORE["sections"][::-1]}
    assert [what for what, _sentence, _details in told(swapped)] == ["moved"]


def test_conditions_repeats_and_facts_are_told_in_words():
    new = deepcopy(BEFORE)
    new["sections"][1] |= {"show_when": {"match": "any", "rules": [{"key": "stage", "in": ["a", "b"]}]}, "repeat": {"min": 1, "max": 3}}
    new["sections"][0]["questions"][0]["prefill"] = "name"
    assert told(new) == [
        (
            "changed",
            "The section “YOU” has changed.",
            [
                ("when it is asked", "", "Only if “Question stage” is “Fiction” or “Documentary”."),
                ("how often it is filled in", "", "From 1 to 3 times."),
            ],
        ),
        ("changed", "“Question title” has changed.", [("filled in beforehand with", "", "The name of the account")]),
    ]
    assert touched(BEFORE, new) == {"town"}
    assert [what for what, _sentence, _details in told(BEFORE, new)] == ["changed", "changed"]


def test_a_condition_that_turns_round_is_a_change():
    old, new = deepcopy(BEFORE), deepcopy(BEFORE)
    old["sections"][1]["show_when"] = {"match": "all", "rules": [{"key": "stage", "in": ["a"]}]}
    new["sections"][1]["show_when"] = {"match": "all", "rules": [{"key": "stage", "not_in": ["a", "b"]}]}
    words = "Only if “Question stage” is answered, and with none of these: “Fiction”, “Documentary”."
    detail = ("when it is asked", "Only if “Question stage” is “Fiction”.", words)
    assert told(new, old) == [("changed", "The section “YOU” has changed.", [detail])]
    assert touched(old, new) == {"town"}


def test_a_condition_is_the_same_whatever_its_question_is_called():
    old = deepcopy(BEFORE)
    old["sections"][1]["show_when"] = {"match": "all", "rules": [{"key": "stage", "in": ["a"]}]}
    new = deepcopy(old)
    new["sections"][0]["questions"][1]["label"]["en"] = "Where are you?"
    assert [(sentence, len(details)) for _what, sentence, details in told(new, old)] == [("“Where are you?” has changed.", 1)]


def test_a_change_of_type_and_of_a_table():
    old = form(("money", question("table", "budget", **deepcopy(BUDGET)), question("short_text", "q")))
    new = deepcopy(old)
    new["sections"][0]["questions"][0]["config"]["columns"][3]["es"] = "Otra nota"
    new["sections"][0]["questions"][0]["config"]["total"] = ["cost"]
    new["sections"][0]["questions"][1] |= {"kind": "date", "config": {"latest": "2020-01-01"}}
    assert [details for _what, _sentence, details in told(new, old)] == [
        [("Columns: note", "Nota · Note · text · optional", "Otra nota · Note · text · optional"), ("Sum", "quantity, cost", "cost")],
        [("type", "Short text", "Date"), ("Latest day", "", "2020-01-01")],
    ]
    assert touched(old, new) == {"q"}


@pytest.mark.parametrize(
    ("old", "new", "strayed"),
    [("abcd", "abcd", ""), ("abcd", "dabc", "d"), ("abcd", "bcda", "a"), ("abc", "xyz", ""), ("", "a", ""), ("abcde", "xcaybed", "cd")],
)
def test_as_few_as_possible_are_told_to_have_moved(old, new, strayed):
    found = moved(old, new)
    assert len(found) == len(strayed)
    left = [key for key in new if key in old and key not in found]
    assert left == sorted(left, key=old.index)


@examples(max_examples=30, deadline=None)
@given(documents(3), documents(3))
def test_any_two_forms_can_be_compared_and_a_form_differs_from_itself_in_nothing(one, other):
    assert differences(one, one) == []
    assert (differences(one, other) == []) is (differences(other, one) == [])
    for language in ("es-mx", "en"):
        with override(language):
            assert all(change.sentence for change in differences(one, other))
