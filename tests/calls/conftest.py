import pytest


@pytest.fixture(autouse=True)
def _pages_are_made_anew(settings):
    """A test's rows are never committed, so no page cache could hear of them."""
    settings.PUBLIC_PAGE_CACHE = False


@pytest.fixture
def _desk(settings):
    """Sample logins may enter the admin without a second factor."""
    settings.SAMPLE_LOGINS = True
