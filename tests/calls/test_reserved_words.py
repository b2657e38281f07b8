from applicants.applications.urls import WORDS
from applicants.calls.publish import RESERVED_KEYS


def test_every_word_of_an_address_is_refused_as_a_section_key():
    assert set(WORDS) <= RESERVED_KEYS
