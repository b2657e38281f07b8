"""Every string is translated, and what is compiled is what is written."""

import re
from copy import deepcopy
from datetime import UTC, datetime

import pytest

from fundportal.local import catalogues


@pytest.fixture(scope="module")
def collected():
    """All strings of the code: to find them takes seconds."""
    return catalogues.collect()


@pytest.mark.parametrize("locale", list(catalogues.LOCALES))
def test_catalogue_is_complete(locale, collected, monkeypatch):
    monkeypatch.setattr(catalogues, "collect", lambda: collected)
    assert catalogues.problems(locale) == []


def test_a_missing_string_is_seen(collected, monkeypatch):
    more = deepcopy(collected)
    more.add("A string that nobody has translated")
    monkeypatch.setattr(catalogues, "collect", lambda: more)
    assert catalogues.problems("es_MX") == ["es_MX: missing: 'A string that nobody has translated'"]


def test_compiling_twice_gives_the_same_bytes():
    read = catalogues.read("es_MX")
    first = catalogues.compiled(read)
    read.creation_date = datetime(2031, 5, 4, tzinfo=UTC)
    assert catalogues.compiled(read) == first


def test_our_spanish_has_one_spelling_and_one_kind_of_quotation_marks():
    said = [str(message.string) for message in catalogues.read("es_MX")]
    assert [text for text in said if re.search(r"«|»|\bsólo\b", text, re.IGNORECASE)] == []
