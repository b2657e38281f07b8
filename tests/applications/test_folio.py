import string

from hypothesis import given
from hypothesis import strategies as st

from applicants.applications.folio import ALPHABET, UNMISTAKABLE, check_character, is_folio, new_folio


def test_check_character_is_that_of_the_standards_example():
    # ISO/IEC 7064 gives A12425GABC1234002 with the check character M for the hybrid system MOD 37,36.
    assert check_character("A12425GABC1234002") == "M"


def test_new_folio_has_the_prefix_and_no_lookalikes():
    folio = new_folio("CCC27")
    prefix, rest = folio.split("-")
    assert prefix == "CCC27"
    assert len(rest) == 6
    assert set(rest) <= set(UNMISTAKABLE)
    assert is_folio(folio)


def test_unmistakable_characters_spell_no_words():
    assert set("AEIOU01") & set(UNMISTAKABLE) == set()


@given(st.text(UNMISTAKABLE, min_size=5, max_size=5), st.integers(0, 10), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body, place, other):
    folio = f"CCC27{body}"
    folio += check_character(folio)
    wrong = folio[:place] + other + folio[place + 1 :]
    assert is_folio(wrong) is (wrong == folio)


def test_what_is_no_folio():
    assert [is_folio(text) for text in ("", "A", "ccc27-abcdef", "CCC27-ÑÑÑÑÑÑ", string.punctuation)] == [False] * 5
