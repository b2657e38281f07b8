"""A connection to the database that breaks under way, or cannot be made."""

import time
from contextlib import suppress

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.test import Client
from django.urls import path

from fundportal.accounts.models import User
from fundportal.urls import handler400, handler403, handler404, handler500, urlpatterns
from fundportal.web import steady
from fundportal.web.steady import repeatable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.faults.test_steady")]
__all__ = ["handler400", "handler403", "handler404", "handler500"]
calls = []


def breaks(request):
    """Ends its own connection as often as asked, then asks it something."""
    calls.append(request.method)
    if len(calls) <= int(request.GET.get("breaks", 1)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse(f"{User.objects.count()} people")


@repeatable
def breaks_repeatably(request):
    return breaks(request)


def remembers(request):
    """Notes something in the session, and leaves a connection that has broken since."""
    request.session["word"] = request.GET["word"]
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse("noted")


@repeatable
def signs_in(request):
    """The first run gives the session a new key, which is not stored any more, and the form a new token."""
    calls.append((request.session.session_key, request.session.get("word")))
    if len(calls) == 1:
        request.session["word"] = "of the run that failed"
        request.session._session_key = "n" * 32
        rotate_token(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    request.session["word"] = "kept"
    return HttpResponse("in")


def deadlock(request):
    calls.append(request.method)
    User.objects.count()
    raise OperationalError("deadlock detected")


urlpatterns = [
    *urlpatterns,
    path("en/remembers/", remembers),
    path("en/signs-in/", signs_in),
    path("en/deadlock/", deadlock),
    path("en/breaks/", breaks),
    path("en/repeatable/", breaks_repeatably),
]


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    calls.clear()
    monkeypatch.setattr(steady, "absence", steady.Absence())
    yield
    connection.close()


@pytest.fixture
def client(settings):
    settings.PUBLIC_PAGE_CACHE = False
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("method", "where"), [("get", "/en/breaks/"), ("get", "/en/repeatable/"), ("post", "/en/repeatable/")])
def test_what_may_be_repeated_is_repeated(client, method, where):
    answer = getattr(client, method)(where)
    assert (answer.status_code, answer.content.decode()) == (200, "0 people")
    assert calls == [method.upper()] * 2


def test_a_form_that_may_not_be_repeated_ends_in_a_page_that_says_what_to_do(client):
    answer = client.post("/en/breaks/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "reload this page" in answer.content.decode()
    assert calls == ["POST"]


def test_a_view_runs_three_times_at_most(client):
    assert client.get("/en/breaks/?breaks=9").status_code == 503
    assert calls == ["GET"] * 3


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_that_comes_back_is_waited_for(client, monkeypatch, method):
    connection.close()
    refuse_for(monkeypatch, seconds=0.5)
    answer = getattr(client, method)("/en/breaks/?breaks=0")
    assert (answer.status_code, answer.content.decode()) == (200, "0 people")


def test_a_database_that_stays_away_is_not_waited_for_by_everybody_anew(client, monkeypatch):
    connection.close()
    refuse_for(monkeypatch, seconds=60)
    monkeypatch.setattr(steady, "PATIENCE", 0.5)
    begun = time.monotonic()
    assert [client.get("/en/breaks/?breaks=0").status_code for _each in range(5)] == [503] * 5
    assert time.monotonic() - begun < 3


def test_what_a_view_noted_in_the_session_is_kept_when_the_connection_breaks_after_it(client):
    for word in ("new", "known"):
        assert client.get(f"/en/remembers/?word={word}").status_code == 200
        connection.close()
        assert client.session["word"] == word


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_view_runs_again_with_the_session_and_the_token_as_they_came(client, monkeypatch, comes_back):
    session = client.session
    session["word"] = "as it came"
    session.save()
    monkeypatch.setattr(steady, "comes_back", lambda: comes_back)

    answer = client.post("/en/signs-in/")

    assert calls == [(session.session_key, "as it came")] * (2 if comes_back else 1)
    assert answer.status_code == (200 if comes_back else 503)
    assert client.cookies["sessionid"].value == session.session_key
    assert client.session["word"] == ("kept" if comes_back else "as it came")
    assert "csrftoken" not in answer.cookies


def test_a_session_that_cannot_be_written_ends_in_a_page_that_says_what_to_do(client, monkeypatch):
    monkeypatch.setattr(steady, "comes_back", lambda: False)
    answer = client.get("/en/remembers/?word=new")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "reload this page" in answer.content.decode()


def test_a_second_absence_is_waited_for_though_nobody_saw_the_end_of_the_first(client, monkeypatch):
    monkeypatch.setattr(steady, "PATIENCE", 0.3)
    monkeypatch.setattr(steady, "QUIET", 0.2)
    connection.close()
    with monkeypatch.context() as first:
        refuse_for(first, seconds=60)
        assert client.get("/en/breaks/?breaks=0").status_code == 503
    time.sleep(0.3)
    refuse_for(monkeypatch, seconds=0.2)
    assert client.get("/en/breaks/?breaks=0").status_code == 200


def test_an_absence_ends_though_each_attempt_lasts_longer_than_the_quiet(monkeypatch):
    monkeypatch.setattr(steady, "PATIENCE", 0.3)
    monkeypatch.setattr(steady, "QUIET", 0.15)
    connection.close()
    refuse_for(monkeypatch, seconds=60, after=0.2)
    begun = time.monotonic()
    assert steady.comes_back() is False
    assert time.monotonic() - begun < 1


def test_two_threads_of_a_process_never_wait(monkeypatch, settings):
    settings.WEB_THREADS = 3
    monkeypatch.setattr(steady, "absence", steady.Absence())
    connection.close()
    refuse_for(monkeypatch, seconds=60)
    with steady.absence.room:  # the one that may wait does
        begun = time.monotonic()
        assert steady.comes_back() is False
        assert time.monotonic() - begun < 0.1


def test_other_faults_of_the_database_are_no_absence(client):
    assert client.get("/en/deadlock/").status_code == 500
    assert calls == ["GET"]


def refuse_for(monkeypatch, *, seconds, after=0.0):
    """No connection can be made for so long; `after` is how long each attempt takes."""
    connect, until = connection.get_new_connection, time.monotonic() + seconds

    def get_new_connection(parameters):
        if time.monotonic() < until:
            time.sleep(after)
            raise OperationalError("connection refused")
        return connect(parameters)

    monkeypatch.setattr(connection, "get_new_connection", get_new_connection)
