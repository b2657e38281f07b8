"""Staff who are signed in."""

import pytest

from fundportal.accounts.roles import Role
from tests.review.make import make_sample


@pytest.fixture(autouse=True)
def no_page_cache(settings):
    """No listener holds a connection to the database of the tests."""
    settings.PUBLIC_PAGE_CACHE = False


@pytest.fixture
def sign_in(client, settings):
    """Sign somebody in, with the second factor behind them (a sample login needs none)."""
    settings.SAMPLE_LOGINS = True

    def sign_in(role=Role.COORDINATOR, program="morelia", **more):
        person = make_sample(role, program, **more)
        client.force_login(person)
        return person

    return sign_in
