import datetime
import time

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants.calls.eligibility.models import Rule
from applicants.calls.eligibility.publish import publish_rules
from applicants.calls.extend import extend
from applicants.calls.models import Call
from applicants.calls.publish import publish
from fundportal.accounts.models import User
from fundportal.web.pagecache import cache
from programs.models import Cohort
from tests.calls.make import make_call, make_notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visitor(settings):
    """An anonymous visitor of a portal whose worker listens for changes."""
    settings.PUBLIC_PAGE_CACHE = True
    client = Client()
    client.get("/es/")
    wait_until(lambda: cache.listening)
    yield client
    cache.stop()


def wait_until(holds, seconds=5):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def heard(change):
    """Make a change and wait until the worker has heard of it."""
    generation = cache.generation
    change()
    wait_until(lambda: cache.generation > generation)


@pytest.mark.parametrize(
    "path", ["/es/", "/en/convocatorias/", "/es/convocatorias/convocatoria/", "/es/fondo/", "/es/programas/formacion-ccc/"]
)
def test_a_cached_page_takes_no_statement(visitor, path):
    make_call()
    first = visitor.get(path)
    assert first.status_code == 200
    pages = []

    def takes_none():
        with CaptureQueriesContext(connections["default"]) as statements:
            pages.append(visitor.get(path))
        return not len(statements)

    wait_until(takes_none)  # once the news of the call have been heard, which are several
    assert pages[-1].content == first.content


def test_publishing_and_extending_flip_the_page_at_once(visitor):
    call = make_call(published=False)
    assert "Convocatoria nacional" not in visitor.get("/es/convocatorias/").content.decode()
    heard(lambda: publish(call=call, by=None))
    assert "Convocatoria nacional" in visitor.get("/es/convocatorias/").content.decode()
    author = User.objects.create_user("a@example.org")
    later = call.closes_at + datetime.timedelta(days=3)
    visitor.get("/es/convocatorias/convocatoria/")
    heard(lambda: extend(call=call, closes_at=later, reason_es="Por la tormenta", by=author))
    assert "Por la tormenta" in visitor.get("/es/convocatorias/convocatoria/").content.decode()


def test_a_listener_whose_socket_breaks_listens_again(visitor, monkeypatch):
    def notify():
        with connections["default"].cursor() as cursor:
            cursor.execute("NOTIFY public_pages")

    broken = []

    def select(*_sockets):
        broken.append(True)
        monkeypatch.undo()
        raise ValueError("file descriptor cannot be a negative integer (-1)")

    monkeypatch.setattr("fundportal.web.pagecache.RETRY_SECONDS", 0.05)
    monkeypatch.setattr("fundportal.web.pagecache.select.select", select)
    notify()
    wait_until(lambda: broken and not cache.listening)
    wait_until(lambda: cache.listening)
    heard(notify)


def test_a_change_in_a_transaction_that_fails_flips_nothing(visitor):
    make_call()
    visitor.get("/es/convocatorias/")
    time.sleep(0.3)  # until the news of the call has come
    generation = cache.generation
    connection = connections["default"]
    connection.set_autocommit(False)
    Call.objects.update(minutes=99)
    connection.rollback()
    connection.set_autocommit(True)
    time.sleep(0.1)
    assert cache.generation == generation


def test_a_cohort_that_becomes_a_sample_and_a_new_notice_are_news(visitor):
    call = make_call()
    heard(lambda: Cohort.objects.filter(pk=call.cohort_id).update(is_sample=True))
    heard(lambda: make_notice(version=2))


def test_pages_hear_that_a_call_has_a_check(visitor):
    call = make_call()
    path = f"/es/convocatorias/{call.slug}/"
    assert "¿Es para ti?" not in visitor.get(path).content.decode()
    Rule.objects.create(call=call, kind="residence", config={"countries": ["MX"]})
    heard(lambda: publish_rules(call=call, by=None))
    assert "¿Es para ti?" in visitor.get(path).content.decode()
