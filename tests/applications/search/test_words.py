import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from applicants.applications.search.covering import GAP
from applicants.applications.search.find import Inquiry, Sought
from applicants.applications.search.texts import Text
from applicants.applications.search.vectors import MOST_WORDS as MOST_KEPT
from applicants.applications.search.vectors import rows_of, vector
from applicants.applications.search.words import MOST_WORDS, Asked, Clause, found_in, parse, plain_of, spellings


def words(text):
    return [found.word for found in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Árboles, NIÑOS y ﬁlme", ["arboles", "niños", "y", "filme"]),
        ("n\u0303an\u0303a a\u0301rbol", ["ñaña", "arbol"]),
        ("l’amour k'iche' don't", ["lamour", "kiche", "dont"]),
        ("cine-club 12,500 a_b", ["cine", "club", "12", "500", "a", "b"]),
        ("so\u00adbre\u200bmesa \u202ecine\u202c", ["sobremesa", "cine"]),
        ("% \\ ' \" \0 -", []),
    ],
)
def test_words_have_no_accents_and_keep_their_enye(text, found):
    assert words(text) == found


def test_a_word_is_found_where_it_stands():
    text = "Una niña, árbol"
    assert [text[found.start : found.end] for found in found_in(text)] == ["Una", "niña", "árbol"]


def one(form, *, exact=False, without=False):
    return Clause((Asked(form, exact),), without)


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("cine Árbol cine", [one("cine"), one("árbol")]),
        ('"la casa" -azul', [Clause((Asked("la", True), Asked("casa", True))), one("azul", without=True)]),
        ("“la casa", [Clause((Asked("la", True), Asked("casa", True)))]),
        ('-"la casa" -cine-club', [Clause((Asked("la", True), Asked("casa", True)), True), Clause((Asked("cine", True), Asked("club", True)), True)]),
        ('"cine"', [one("cine", exact=True)]),
        ("ana@example.org", [one("ana"), one("example"), one("org")]),
        ("CCC27-4F7", [one("ccc27"), one("4f7")]),
        ('- "" % \0 --', []),
    ],
)  # fmt: skip
def test_what_is_typed(typed, clauses):
    assert list(parse(typed).clauses) == clauses


@pytest.mark.parametrize("typed", [" ".join(f"palabra{n}" for n in range(50)), "x" * 10_000, "a b " * 5000])
def test_what_is_long_is_cut(typed):
    found = parse(typed)
    assert (found.cut, len(found.clauses) <= MOST_WORDS) == (True, True)


@given(st.text(max_size=200))
@example("\ud7ff\x00'\"\\-")
@example('"' * 99)
def test_anything_typed_comes_to_something(typed):
    found = parse(typed)
    assert all(word.word and word.plain == plain_of(word.form) and len(word.word) <= 100 for word in found.asked)
    assert words(unicodedata.normalize("NFD", typed)) == words(unicodedata.normalize("NFC", typed)) or not typed.isascii()


def test_who_leaves_out_accents_is_understood():
    assert spellings("animacion") == ["animacion", "animación", "añimacion"]
    assert spellings("ninos") == ["ninos", "niños"]


def test_no_phrase_reaches_from_one_text_into_the_next():
    assert vector([["la", "casa"], ["azul"]]) == "'la':1 'casa':2 'azul':6"
    assert vector(rows_of(f"la {GAP} casa")) == "'la':1 'casa':5"


def test_of_very_much_the_first_is_kept():
    found = vector([[f"w{n}" for n in range(30_000)], ["otra"] * 30_000, ["perdida"]])
    assert ("'w29999':16383" in found, found.count("16383") > 1, "perdida" in found, MOST_KEPT) == (True, True, False, 40_000)
    assert len(found) < 1_000_000


def sought(*row, without=False):
    return Sought(tuple(frozenset(word.split("|")) for word in row), without)


def texts(*given):
    return [Text("q:one", 0, {"es": "¿?"}, text) for text in given]


@pytest.mark.parametrize(
    ("asked", "met"),
    [
        ([sought("casa"), sought("rio")], True),
        ([sought("casa"), sought("mar")], False),
        ([sought("la", "casa")], True),
        ([sought("azul", "rio")], False),
        ([sought("casa"), sought("mar", without=True)], True),
        ([sought("casa", without=True)], False),
    ],
)
def test_words_may_stand_in_different_texts(asked, met):
    assert Inquiry(tuple(asked), finds_nothing=False).is_met_by(texts("La casa azul", "Río")) is met


def test_the_passage_comes_from_the_text_with_most_of_them():
    inquiry = Inquiry((sought("casa"), sought("rio"), sought("nada", without=True)), finds_nothing=False)
    long = " ".join(["uno"] * 60)
    found = inquiry.excerpt(texts("Una casa", f"{long} casa, río\x00 {long}", "Otra"))
    assert [piece for piece, marked in found.pieces if marked] == ["casa", "río"]
    whole = "".join(piece for piece, _marked in found.pieces)
    assert (whole[:6], len(whole) < 200) == ("… uno ", True)
    assert inquiry.excerpt(texts("Nada de eso")) is None
