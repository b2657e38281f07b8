"""Staff who are signed in."""

import pytest

from tests.reports.builders import count, make_staff


@pytest.fixture
def sign_in(client, settings):
    """Sign a member of staff in, with the second factor behind them (a sample login needs none)."""
    settings.SAMPLE_LOGINS = True

    def sign_in(role, code="ccc", **more):
        user = make_staff(role, code, email=f"{role}{next(count)}@sample.invalid", **more)
        client.force_login(user)
        return user

    return sign_in
