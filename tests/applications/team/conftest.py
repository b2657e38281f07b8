import pytest
from django.core.cache.backends.locmem import LocMemCache


@pytest.fixture(autouse=True)
def nobody_has_guessed_before(monkeypatch):
    """Numbers of people come again in other databases, which share one cache."""
    cache = LocMemCache("help codes", {})
    cache.clear()
    monkeypatch.setattr("applicants.applications.team.help.codes.cache", cache)
