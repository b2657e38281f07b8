"""Every string is translated, and what is compiled is what is written."""

import pytest

from fundportal.local import catalogues


@pytest.mark.parametrize("locale", list(catalogues.LOCALES))
def test_catalogue_is_complete(locale):
    assert catalogues.problems(locale) == []


def test_a_missing_string_is_seen(monkeypatch):
    collected = catalogues.collect()
    collected.add("A string that nobody has translated")
    monkeypatch.setattr(catalogues, "collect", lambda: collected)
    assert catalogues.problems("es_MX") == ["es_MX: missing: 'A string that nobody has translated'"]
