import pytest


@pytest.fixture(autouse=True)
def pages_are_made_anew(settings):
    """A kept page starts a listener whose connection outlives the test."""
    settings.PUBLIC_PAGE_CACHE = False
