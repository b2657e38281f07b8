from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from fundportal.web.arrival import ACCEPTED_AT, arrived_at

NOW = 1_800_000_000.0


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("fundportal.web.arrival.time.time", lambda: NOW)


def arrival(start=None, accepted=None):
    """Seconds before now."""
    request = RequestFactory().get("/")
    if start is not None:
        request.META["HTTP_X_REQUEST_START"] = start
    if accepted is not None:
        request.META[ACCEPTED_AT] = accepted
    return round(NOW - arrived_at(request).timestamp(), 3)


@pytest.mark.parametrize(
    "start",
    [
        "t=1799999997.500",
        "1799999997.500",
        "1799999997500",
        "t=1799999997500",
        "1799999997500000",
        "t=1799999997500000",
        " t=1799999997.5 ",
    ],
)
def test_each_form_of_the_header_is_read(start):
    assert arrival(start) == 2.5


@pytest.mark.parametrize("start", ["", "soon", "t=", "-1799999997", "17999999975", "1e9", "t=1799999997.5; x", "١٧٩٩٩٩٩٩٩٧", "9" * 400])
def test_other_texts_count_as_none(start):
    assert arrival(start) == 0.0
    assert arrival(start, accepted=NOW - 4) == 4.0


def test_proxy_counts_before_the_worker_and_the_worker_before_now():
    assert arrival("t=1799999990", accepted=NOW - 4) == 10.0
    assert arrival(accepted=NOW - 4) == 4.0
    assert arrival() == 0.0


def test_never_in_the_future():
    assert arrival("t=1800000009") == 0.0
    assert arrival(accepted=NOW + 9) == 0.0
    assert arrival("t=1800000009", accepted=NOW - 4) == 4.0


def test_never_more_than_an_hour_ago():
    assert arrival("t=1799996399") == 0.0
    assert arrival("t=1799996399", accepted=NOW - 4) == 4.0
    assert arrival(accepted=NOW - 3601) == 0.0
    assert arrival("t=1799996401") == 3599.0


def test_same_moment_each_time_and_in_utc(monkeypatch):
    request = RequestFactory().get("/")
    first = arrived_at(request)
    monkeypatch.setattr("fundportal.web.arrival.time.time", lambda: NOW + 60)
    assert arrived_at(request) is first
    assert first == datetime.fromtimestamp(NOW, UTC)
