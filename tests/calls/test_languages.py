"""INALI's catalogue of languages, and the field that picks from it."""

from collections import Counter

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from applicants.calls.languages.catalogue import families, grouping_of, groupings, language_name, variants
from applicants.calls.languages.field import LanguageField
from applicants.calls.languages.find import find
from applicants.calls.languages.said import is_said, known_code, said
from applicants.calls.places.table import rows
from fundportal.web.pack.table import adding_row


class Form(forms.Form):
    spoken = LanguageField(required=False, label="Lengua")


def clean(**typed):
    return LanguageField(required=False).clean({"grouping": "", "variant": "", "words": "", **typed})


def test_catalogue_is_whole():
    assert (len(families()), len(groupings()), len(variants())) == (11, 68, 364)
    assert Counter(grouping_of(code) for code in variants()).most_common(3) == [("mixteco", 81), ("zapoteco", 62), ("nahuatl", 30)]
    assert {entity for each in variants().values() for entity in each.entities} <= {row["code"] for row in rows("entities.csv")}


def test_codes_are_ascii_and_belong_to_one():
    codes = [*groupings(), *(code for code in variants() if "." in code)]
    assert len(codes) == len(set(codes)) and all(code.isascii() and len(code) <= 60 for code in codes)
    assert all(grouping_of(code) in groupings() for code in variants())


def test_self_name_comes_first():
    assert language_name("huichol") == "wixárika (huichol)"
    assert language_name("huichol.del-norte") == "wixárika (huichol del norte)"
    assert language_name("kiche") == "K'iche'"
    assert language_name("tarasco") == "p'urhepecha, p'orhepecha (tarasco)"
    assert language_name("mixteco") == "tu'un savi (mixteco)"
    assert language_name("no-such-code") == "no-such-code"
    with translation.override("es-mx"):
        assert language_name("mfs") == "Lengua de Señas Mexicana (LSM)"


def test_doubtful_self_names_are_found_and_not_shown():
    assert language_name("tlapaneco.del-este") == "tlapaneco del este"
    assert language_name("oluteco") == "oluteco"
    assert find("me'phaa bátháá") == "tlapaneco.del-este"
    assert language_name("tlapaneco") == "me'phaa (tlapaneco)"
    assert not any("+" in each.label for each in (*variants().values(), *groupings().values()))


@pytest.mark.parametrize(
    ("typed", "grouping", "code"),
    [
        ("Ayuuk", "", "mixe.medio-del-este"),
        ("mixe", "", "mixe"),
        ("Tuun Savi", "", "mixteco"),
        ("tu’un saꞌvi", "", "mixteco"),
        ("wixarika", "", "huichol"),
        ("del Istmo", "nahuatl", "nahuatl.del-istmo"),
        ("náhuatl del istmo", "", "nahuatl.del-istmo"),
        ("castellano", "", "spa"),
        ("LSM", "", "mfs"),
        ("Qyool", "", ""),  # Mam, Teko and Awakateko are called so
        ("ngiba", "", ""),
        ("mixteco", "nahuatl", ""),
        ("quechua", "", ""),
        ("…", "", ""),
        ("", "", ""),
    ],
)
def test_find(typed, grouping, code):
    assert find(typed, grouping) == code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({}, None),
        ({"grouping": "mixe"}, {"code": "mixe"}),
        ({"grouping": "nahuatl", "variant": "nahuatl.del-istmo"}, {"code": "nahuatl.del-istmo"}),
        ({"grouping": "mixe", "variant": "nahuatl.del-istmo"}, {"code": "mixe"}),  # the list of a grouping that was chosen before
        ({"grouping": "mixe", "variant": "nothing"}, {"code": "mixe"}),
        ({"grouping": "mixe", "words": "de Tlahuitoltepec"}, {"code": "mixe", "words": "de Tlahuitoltepec"}),
        ({"grouping": "nahuatl", "words": "del istmo"}, {"code": "nahuatl.del-istmo"}),
        (
            {"grouping": "nahuatl", "variant": "nahuatl.del-istmo", "words": "Mecayapan"},
            {"code": "nahuatl.del-istmo", "words": "Mecayapan"},
        ),
        ({"grouping": "other", "words": "quechua"}, {"words": "quechua"}),
        ({"grouping": "other", "words": "zapoteco"}, {"code": "zapoteco"}),
        ({"words": "  runa\tsimi "}, {"words": "runa simi"}),
        ({"words": "yorem-nokki"}, {"code": "mayo"}),
        ({"grouping": "spa"}, {"code": "spa"}),
        ({"grouping": "kickapoo", "words": "de Múzquiz"}, {"code": "kickapoo", "words": "de Múzquiz"}),
    ],
)
def test_field_stores_code_and_words(typed, stored):
    assert clean(**typed) == stored
    assert stored is None or (is_said(stored) and LanguageField(required=False).clean(stored) == stored)


@pytest.mark.parametrize(
    ("typed", "code", "control"),
    [
        ({"grouping": "klingon"}, "unknown", "-grouping"),
        ({"grouping": "other"}, "words", "-words"),
        ({"words": "x" * 121}, "long", "-words"),
    ],
)
def test_field_refuses(typed, code, control):
    with pytest.raises(ValidationError) as refused:
        clean(**typed)
    assert (refused.value.code, refused.value.params["control"]) == (code, control)


def test_field_asks_for_one_where_it_must():
    with pytest.raises(ValidationError) as refused:
        LanguageField().clean({"grouping": "", "variant": "", "words": " "})
    assert refused.value.code == "required"


def test_said_is_what_readers_see():
    assert said({"code": "huichol.del-sur", "words": "de Mezquitic"}) == "wixárika (huichol del sur), de Mezquitic"
    assert said({"words": "quechua"}) == "quechua"
    assert said(None) == said({}) == said("mixe") == said({"code": 3}) == ""
    assert [known_code(each) for each in ({"code": "mixe"}, {"code": "gone"}, {"words": "quechua"}, None)] == ["mixe", "", "", ""]


def test_second_step_lists_the_variants_of_the_first():
    first = str(Form()["spoken"])
    assert first.count("<option") == 72 and "spoken-variant" not in first
    asked = Form({"spoken-grouping": "mixe", "spoken-words": "", "spoken-more": "1"})
    second = str(asked["spoken"])
    assert asked.is_valid() and adding_row(asked) and asked.cleaned_data["spoken"] == {"code": "mixe"}
    assert second.count('value="mixe.') == 6 and '<option value="mixe" selected>' in second
    assert not adding_row(Form({"spoken-grouping": "mixe"})) and not adding_row(Form())


def test_stored_language_is_shown_again():
    stored = {"code": "mixe.alto-del-norte", "words": "Totontepec"}
    page = str(Form(initial={"spoken": stored})["spoken"])
    assert '<option value="mixe.alto-del-norte" selected>' in page and 'value="Totontepec"' in page
    data = {"spoken-grouping": "mixe", "spoken-variant": "mixe.alto-del-norte", "spoken-words": "Totontepec"}
    assert not Form(data, initial={"spoken": stored}).has_changed()
    assert '<option value="other" selected>' in str(Form(initial={"spoken": {"words": "quechua"}})["spoken"])


def test_what_is_not_sent_is_left_out():
    widget = LanguageField().widget
    assert widget.value_omitted_from_data({"spoken-more": "1"}, {}, "spoken")
    assert not widget.value_omitted_from_data({"spoken-words": ""}, {}, "spoken")
