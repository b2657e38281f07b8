import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applicants.review.blinding.leaks import HANDLE, LINK, MAIL, NAME, PART, PHONE, Person, Searcher, around, folded

ANA = Person(
    "applicant",
    ("Xóchitl Tlapaltecatl de la Cruz",),
    ("xochi@gmail.com",),
    ("+52 55 1234 9876",),
    ("https://instagram.com/xochi.cine",),
)
RADIO = Person("collective", ("Radio Ayuuk",))


def found(text, *people):
    return [(text[leak.start : leak.end], leak.kind, leak.whose) for leak in Searcher(people or (ANA, RADIO)).find(text)]


@pytest.mark.parametrize(
    ("text", "leaks"),
    [
        ("Soy XOCHITL  tlapaltecatl de la cruz.", [("XOCHITL  tlapaltecatl de la cruz", NAME, "applicant")]),
        ("De niña, Xóchitl filmaba; la cruz del cerro.", [("Xóchitl", PART, "applicant")]),
        ("Xo\u0301chitl, sin más", [("Xo\u0301chitl", PART, "applicant")]),
        ("Xochitlán queda lejos", []),
        ("con Radio\nAyuuk", [("Radio\nAyuuk", NAME, "collective")]),
        ("la radio del pueblo", []),
        ("Escríbeme a Xochi@Gmail.com", [("Xochi@Gmail.com", MAIL, "applicant")]),
        ("otra (arroba) correo.mx", [("otra (arroba) correo.mx", MAIL, "")]),
        ("Llama al (55) 1234-9876.", [("(55) 1234-9876", PHONE, "applicant")]),
        ("o al 951 000 00 00", [("951 000 00 00", PHONE, "")]),
        ("cuesta 1,250,000.00 pesos, o 2500000.00", []),
        ("síguenos: @xochi.cine y @alguien", [("@xochi.cine", HANDLE, "applicant"), ("@alguien", HANDLE, "")]),
        ("https://www.instagram.com/xochi.cine/.", [("https://www.instagram.com/xochi.cine/", LINK, "applicant")]),
        ("https://vimeo.com/12345", []),
        ("https://vimeo.com/xochi.cine/teaser", [("https://vimeo.com/xochi.cine/teaser", LINK, "applicant")]),
        ("www.facebook.com/grupo", [("www.facebook.com/grupo", LINK, "")]),
        ("en xochitltlapaltecatldelacruz.mx", [("xochitltlapaltecatldelacruz", HANDLE, "applicant")]),
    ],
)
def test_what_leaks(text, leaks):
    assert found(text) == leaks


def test_a_part_counts_with_a_capital_alone():
    assert found("una luz; Luz lo dijo", Person("team", ("Luz Mar",))) == [("Luz", PART, "team")]


def test_particles_are_no_name():
    assert found("La Cruz De Los Ríos", Person("team", ("María de los Ángeles",))) == []


def test_around_is_one_line_and_says_that_there_is_more():
    text = "a" * 80 + "\nAna Pérez\n" + "b" * 80
    (leak,) = Searcher([Person("applicant", ("Ana Pérez",))]).find(text)
    assert around(text, leak) == ("…" + "a" * 59 + " ", "Ana Pérez", " " + "b" * 59 + "…")


LETTERS = st.text("aábcdeéfghiíjklmnñoópqrstuúüvwxyzäëïöàèãõçAÁBCDEÉIÍNÑOÓUÚXYZ", min_size=3, max_size=8)
WRITTEN = {
    "as it is": lambda name: name,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "without accents": lambda name: "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)),
    "on two lines": lambda name: name.replace(" ", "\n"),
}


@given(st.lists(LETTERS, min_size=2, max_size=4), st.sampled_from(sorted(WRITTEN)), st.sampled_from(["", "¿", "(", "— "]))
def test_a_full_name_is_found_however_it_is_written(words, way, before):
    name = " ".join(words)
    written = WRITTEN[way](name)
    text = f"{before}{written}, dijo."
    leaks = Searcher([Person("applicant", (name,))]).find(text)
    assert [(leak.start, leak.end) for leak in leaks] == [(len(before), len(before) + len(written))]


@given(st.text(max_size=200))
def test_passages_are_of_the_text_in_order_and_apart(text):
    leaks = Searcher([ANA, RADIO]).find(text)
    ends = [0, *(leak.end for leak in leaks)]
    assert all(end <= leak.start < leak.end <= len(text) for end, leak in zip(ends, leaks, strict=False))


@given(st.text(max_size=60))
def test_folding_keeps_the_way_back(text):
    plain, places = folded(text)
    assert len(places) == len(plain) + 1 and places == sorted(places) and places[-1] == len(text)
