import time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from applicants.calls.questions import question_type, question_types
from applicants.calls.questions.base import is_answered
from applicants.calls.section_form import answers_of, section_form
from tests.calls.questions import BUDGET, EVERY_KIND, question, section
from tests.files.contents import CONTENTS

PDF = CONTENTS["pdf"]
TEAM = {"q-0-name": "Itzel Canul", "q-0-role": "Dirección", "q-0-email": "", "q-1-name": "", "q-1-role": "", "q-1-email": ""}
ROWS = {"q-0-concept": "Renta de cámara", "q-0-quantity": "10", "q-0-cost": "3,800", "q-0-note": "", "q-1-concept": "Traslados", "q-1-quantity": "2", "q-1-cost": "1,250.50", "q-1-note": "en lancha"}  # fmt: skip
SENT = {
    "short_text": ({"q": "  Agua que vuelve  "}, "Agua que vuelve"),
    "long_text": ({"q": "Uno dos tres\r\ncuatro cinco"}, "Uno dos tres\ncuatro cinco"),
    "choice": ({"q": "b"}, "b"),
    "choices": ({"q": ["a", "c"]}, ["a", "c"]),
    "country": ({"q": "BO"}, "BO"),
    "entity": ({"q": "99"}, "99"),
    "municipality": ({"q_0": "23", "q_1": "felipe carrillo puerto"}, "23002"),
    "date": ({"q_0": "29", "q_1": "febrero", "q_2": "2004"}, "2004-02-29"),
    "whole_number": ({"q": "95"}, 95),
    "money": ({"q": "45,000.50", "q_currency": "USD"}, {"amount": "45000.50", "currency": "USD"}),
    "link": ({"q": "vimeo.com/123"}, "https://vimeo.com/123"),
    "declaration": ({"q": "on"}, True),
    "table": (
        ROWS,
        [
            {"concept": "Renta de cámara", "quantity": "10", "cost": "3800"},
            {"concept": "Traslados", "quantity": "2", "cost": "1250.50", "note": "en lancha"},
        ],
    ),
    "people": (TEAM, [{"name": "Itzel Canul", "role": "Dirección"}]),
}
REFUSED = {
    "short_text": {"q": "x" * 21},
    "long_text": {"q": "uno dos tres cuatro cinco seis"},
    "choice": {"q": "z"},
    "choices": {"q": ["a", "b", "c"]},
    "country": {"q": "XX"},
    "entity": {"q": "33"},
    "municipality": {"q_0": "23", "q_1": "Cancún de los Lagos"},
    "date": {"q_0": "31", "q_1": "2", "q_2": "2001"},
    "whole_number": {"q": "121"},
    "money": {"q": "45.000", "q_currency": "MXN"},
    "link": {"q": "https://example.org/video"},
    "table": {**ROWS, "q-1-cost": "mucho"},
    "people": {**TEAM, "q-0-email": "no-es-correo"},
}


def bound(kind, data, files=None, answers=None, **kwargs):
    from django.http import QueryDict

    sent = QueryDict(mutable=True)
    for name, value in data.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return section_form(section(question(kind, **EVERY_KIND[kind], **kwargs)), answers or {}, sent, files or {})


@pytest.fixture(autouse=True)
def _spanish():
    with override("es-mx"):
        yield


def test_the_types_are_those_that_forms_are_made_of():
    assert [*question_types()] == [
        "short_text", "long_text", "choice", "choices", "country", "entity", "municipality", "date", "whole_number", "money", "link", "file", "declaration",
        "table", "people",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", SENT)
def test_an_answer_is_read_stored_shown_again_and_accepted(kind):
    data, stored = SENT[kind]
    form = bound(kind, data)
    assert form.errors == {}
    assert answers_of(form) == {"q": stored}
    q = form.section.questions[0]
    assert question_type(kind).problems(stored, q) == []
    assert question_type(kind).show(stored, q).kind != "none"
    again = section_form(form.section, {"q": stored})
    assert not again.is_bound
    assert again["q"].value() not in (None, "")


@pytest.mark.parametrize("kind", REFUSED)
def test_a_wrong_answer_is_an_error_at_once_and_is_not_stored(kind):
    form = bound(kind, REFUSED[kind])
    assert list(form.errors) == ["q"]
    assert form.missing == []
    assert answers_of(form) == {}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_answer_is_no_error_while_a_draft_but_is_missing(kind):
    form = bound(kind, {})
    assert form.errors == {}
    assert form.missing == ["q"]
    assert not is_answered(answers_of(form)["q"])


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_answer_to_an_optional_question_is_complete(kind):
    form = bound(kind, {}, required=False)
    assert form.errors == {}
    assert form.missing == []
    assert not is_answered(answers_of(form)["q"])


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("value", ["texto", 7, True, ["a", {"b": 1}], {"amount": "x"}, [["x"]]])
def test_a_stored_value_of_another_shape_is_a_problem_or_fine_but_never_a_crash(kind, value):
    q = question(kind, **EVERY_KIND[kind])
    assert all(isinstance(sentence, str) for sentence in question_type(kind).problems(value, q))


def test_zero_is_an_answer_and_an_unticked_box_is_none():
    assert [is_answered(value) for value in (0, False, "", [], {}, None, "0", True)] == [
        True,
        False,
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_text_that_is_too_long_is_named_and_kept_on_the_page():
    form = bound("long_text", {"q": "uno dos tres cuatro cinco seis siete"})
    assert len(form.errors["q"]) == 1
    assert form["q"].value() == "uno dos tres cuatro cinco seis siete"


def test_a_text_of_one_endless_word_is_refused():
    assert list(bound("long_text", {"q": "x" * 201}).errors) == ["q"]
    assert answers_of(bound("long_text", {"q": " ".join(["x" * 30] * 5)})) == {"q": " ".join(["x" * 30] * 5)}


def test_a_municipality_of_a_million_letters_is_answered_at_once():
    began = time.process_time()
    assert list(bound("municipality", {"q_0": "20", "q_1": "san " * 250_000}).errors) == ["q"]
    assert time.process_time() - began < 2


def test_an_unknown_municipality_brings_suggestions():
    form = bound("municipality", {"q_0": "20", "q_1": "Juchitan de Saragoza"})
    assert "Heroica Ciudad de Juchitán de Zaragoza" in form.errors["q"][0]


def test_a_former_name_of_a_municipality_is_known():
    assert answers_of(bound("municipality", {"q_0": "23", "q_1": "SOLIDARIDAD"})) == {"q": "23008"}


def test_a_name_that_two_municipalities_share_is_asked_back():
    form = bound("municipality", {"q_0": "20", "q_1": "San Juan Mixtepec"})
    assert "Distrito 08" in form.errors["q"][0]
    assert "Distrito 26" in form.errors["q"][0]
    assert answers_of(bound("municipality", {"q_0": "20", "q_1": "san juan mixtepec distrito 26"})) == {"q": "20209"}


def test_a_table_shows_its_rows_and_their_sum():
    shown = question_type("table").show(SENT["table"][1], question("table", **BUDGET))
    assert shown.data["total"][1] == "40,501 MXN"
    assert shown.data["rows"][1] == [("Traslados", False), ("2", True), ("1,250.50", True), ("en lancha", False)]


def test_two_posts_do_not_share_the_errors_of_a_table():
    failed = bound("table", REFUSED["table"])
    assert failed.errors
    other = section_form(failed.section, {}, None)
    assert other.fields["q"].widget.cell_errors == {}
    assert failed.section.fields()["q"].widget.cell_errors == {}


def test_a_file_is_known_by_its_content():
    form = bound("file", {}, {"q": SimpleUploadedFile("carpeta.pdf", PDF)})
    assert form.errors == {}
    assert answers_of(form) == {}
    assert answers_of(form, keep=lambda upload, q: {"name": upload.name, "key": q["key"]}) == {"q": {"name": "carpeta.pdf", "key": "q"}}


@pytest.mark.parametrize("content", [b"<!doctype html><p>hola", b"", b"GIF89a", b"PK\x03\x04 no zip"])
def test_a_file_that_only_bears_the_name_is_refused(content):
    form = bound("file", {}, {"q": SimpleUploadedFile("carpeta.pdf", content)})
    assert list(form.errors) == ["q"]
    assert answers_of(form) == {}


def test_a_kept_file_stays_until_it_is_removed():
    kept = {"file": "0", "name": "carpeta.pdf", "size": 31, "sha256": "", "media_type": "application/pdf"}
    assert answers_of(bound("file", {}, answers={"q": kept})) == {"q": kept}
    assert answers_of(bound("file", {"q-clear": "on"}, answers={"q": kept})) == {"q": None}


def test_an_autosave_touches_only_what_it_sent():
    two = section(question("short_text", "one", max_chars=9), question("short_text", "two", max_chars=9))
    form = section_form(two, {"one": "a", "two": "b"}, {"two": "c"}, {})
    assert answers_of(form, sent_only=True) == {"two": "c"}


def test_labels_are_in_the_language_of_the_moment():
    form_es = section_form(section(question("choice", **EVERY_KIND["choice"])), {})
    assert form_es["q"].label == "Pregunta q"
    with override("en"):
        form_en = section_form(form_es.section, {})
    assert form_en["q"].label == "Question q"
    assert form_en.fields["q"].choices == [("a", "Fiction"), ("b", "Documentary"), ("c", "Animación")]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_settings_of_the_samples_hold(kind):
    assert question_type(kind).check_config(EVERY_KIND[kind]) == []


@pytest.mark.parametrize(
    ("kind", "config"),
    [
        ("choice", {}),
        ("choice", {"options": [{"code": "a", "es": "Uno"}, {"code": "a", "es": "Dos"}]}),
        ("choice", {"options": [{"code": "Á", "es": "Uno"}]}),
        ("long_text", {"words": 0}),
        ("file", {"types": ["exe"], "max_mb": 10}),
        ("file", {"types": ["pdf"], "max_mb": 10_000}),
        ("money", {"currencies": ["pesos"]}),
        ("table", {**BUDGET, "total": ["concept"]}),
        ("table", {**BUDGET, "columns": [{"code": "x", "es": "X", "kind": "date"}]}),
        ("people", {"min_people": 5, "max_people": 2}),
    ],
)
def test_wrong_settings_are_named(kind, config):
    assert question_type(kind).check_config(config) != []


def test_money_is_exact():
    q = question("money", **EVERY_KIND["money"])
    assert question_type("money").initial({"amount": "0.10", "currency": "MXN"}, q) == (Decimal("0.10"), "MXN")


@pytest.mark.parametrize("typed", ["https://[", "https://[::1", "https://a]b/", "https://vimeo.com:x/", "https://℀.com/", "[", "http://["])
def test_an_address_that_is_none_is_told_and_never_a_crash(typed):
    assert list(bound("link", {"q": typed}).errors) == ["q"]


def test_a_total_counts_amounts_with_one_decimal():
    form = bound("table", {**ROWS, "q-0-quantity": "2.5", "q-0-cost": "1000", "q-1-quantity": "1", "q-1-cost": "100.5"})
    stored = answers_of(form)["q"]
    assert question_type("table").show(stored, form.section.questions[0]).data["total"] == ("Total", "2,600.50 MXN")


@pytest.mark.parametrize("kind", ["short_text", "long_text", "link"])
def test_text_in_which_nothing_is_to_be_seen_is_no_answer(kind):
    for typed in ("\u200b", " \u2060\ufeff ", "\u3164", "\u202e", "\x01\x02"):
        form = bound(kind, {"q": typed})
        assert (form.errors, form.missing) == ({}, ["q"])
        assert answers_of(bound(kind, {"q": typed}, required=False))["q"] is None


def test_text_is_composed_and_holds_no_unseen_signs():
    assert answers_of(bound("short_text", {"q": "A\u202egua\x07\tque\nn\u0303"})) == {"q": "Agua que ñ"}
    assert answers_of(bound("long_text", {"q": "Uno\r\n\r\ndos\u2066 \x00tres".replace("\x00", "")})) == {"q": "Uno\n\ndos tres"}
    assert answers_of(bound("link", {"q": "\u200bvimeo.com/1\u200b23"})) == {"q": "https://vimeo.com/123"}
    team = {**TEAM, "q-0-name": "Itzel\u202e Canul"}
    assert answers_of(bound("people", team)) == {"q": [{"name": "Itzel Canul", "role": "Dirección"}]}
