import time

import pytest
from django import forms

from fundportal.web.pack.words import WordsField, count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("   \n\t ", 0),
        ("¿De qué trata?", 3),
        ("maayatꞌaan pꞌurhepecha diidxazá", 3),
        ("l’eau d'ici ʼbaas", 3),
        ("audio-visual 45,000.50 MXN", 3),
        ("uno — dos – tres … cuatro", 4),
        ("uno—dos…tres", 3),
        ("- * • ¡!", 0),
        ("e\u0301l m\u0303baa", 2),
        ("línea\u00a0uno\nlínea dos", 4),
        ("https://ejemplo.org/video?a=1", 1),
        ("日本 語", 2),
    ],
)
def test_count_words(text, words):
    assert count_words(text) == words


def test_count_words_of_ten_megabytes_of_dots_takes_linear_time():
    started = time.perf_counter()
    assert count_words("." * 10_000_000) == 0
    assert time.perf_counter() - started < 2


def make_form(data, limit=3, **options):
    class Form(forms.Form):
        story = WordsField(label="Tu historia", limit=limit, **options)

    return Form(data)


def test_a_text_at_its_limit_is_valid():
    assert make_form({"story": "uno dos tres"}).is_valid()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("uno dos tres cuatro", "There is 1 word too many. The maximum is 3."),
        ("uno dos tres cuatro cinco", "There are 2 words too many. The maximum is 3."),
    ],
)
def test_a_text_over_its_limit_says_by_how_much(text, sentence):
    form = make_form({"story": text})
    assert form.errors == {"story": [sentence]}


def test_without_a_limit_any_length_is_valid():
    assert make_form({"story": "palabra " * 5000}, limit=None).is_valid()
