"""Staff who are signed in, and chunks of two."""

import pytest

from tests.review.conftest import no_page_cache, sign_in

__all__ = ["no_page_cache", "sign_in"]


@pytest.fixture
def of_two(monkeypatch):
    monkeypatch.setattr("applicants.applications.bulk.work.A_CHUNK", 2)
