"""Staff who are signed in."""

from contextlib import contextmanager

import pytest
from django.db import connection

from applicants.reports.answers import stream, workbook
from tests.reports.builders import count, make_staff


@pytest.fixture
def one_cover_where_one_is_enough(monkeypatch):
    """Whichever lot a cohort's number and the run's key draw: one table in eight would have more covers than a test expects."""
    monkeypatch.setattr("applicants.disclosure.control.covers.RARITY", 10**9)


@pytest.fixture
def sign_in(client, settings):
    """Sign a member of staff in, with the second factor behind them (a sample login needs none)."""
    settings.SAMPLE_LOGINS = True

    def sign_in(role, code="ccc", **more):
        user = make_staff(role, code, email=f"{role}{next(count)}@sample.invalid", **more)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def in_this_transaction(monkeypatch, db):
    """Exports see what the test has written without committing it: their snapshot is the test's own connection."""
    connection.ensure_connection()
    raw = connection.connection

    @contextmanager
    def here():
        yield raw

    monkeypatch.setattr(stream, "snapshot", here)
    monkeypatch.setattr(workbook, "snapshot", here)
