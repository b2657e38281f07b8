"""Nudging the workers never holds up a request, whatever the broker does."""

import logging
import signal
import time

import pytest
import redis

from fundportal.notifications import publish, tasks
from fundportal.notifications.models import Notification
from tests.notifications.workers import broker, make_letters

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 0.3  # seconds: a tenth is promised; the rest is for a busy machine


@pytest.fixture
def server(monkeypatch):
    with broker() as server:
        monkeypatch.setattr(publish, "publisher", publish.Publisher(server.url))
        yield server


def waiting(server, queue):
    with redis.Redis.from_url(server.url) as client:
        return client.llen(queue)


def timed(queue):
    begun = time.monotonic()
    tasks.wake(queue)
    return time.monotonic() - begun


def warm():
    """The first nudge loads the transport; then the broker has it."""
    while not publish.publisher.nudge("codes", patience=1.0):
        publish.publisher.away_until = 0.0


def test_a_code_is_left_to_the_worker_while_the_broker_is_there(server, mailoutbox):
    warm()
    before = waiting(server, "codes")
    make_letters(1, queue="codes")  # nudges after the commit

    assert waiting(server, "codes") == before + 1
    assert mailoutbox == []
    assert Notification.objects.get().state == "pending"


@pytest.mark.parametrize("trouble", ["killed", "hanging"])
def test_a_code_is_sent_here_and_now_while_the_broker_is_away(server, mailoutbox, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    warm()
    stop(server, trouble)

    for number in range(4):
        begun = time.monotonic()
        make_letters(1, queue="codes", start=number)
        assert time.monotonic() - begun < 1.0  # the nudge, and sending the code

    assert [mail.to[0] for mail in mailoutbox] == [f"person{number}@example.org" for number in range(4)]
    assert "4027-2915" not in caplog.text


@pytest.mark.parametrize("trouble", ["killed", "hanging"])
def test_letters_wait_for_the_beat_while_the_broker_is_away(server, mailoutbox, trouble):
    warm()
    stop(server, trouble)
    make_letters(1)

    assert max(timed("letters") for _nudge in range(5)) < LIMIT
    assert max(timed("codes") for _nudge in range(5)) < LIMIT
    assert publish.PATIENCE < 0.1
    assert (Notification.objects.get().state, mailoutbox) == ("pending", [])


def test_a_broker_that_came_back_is_used_again(server, monkeypatch):
    monkeypatch.setattr(publish, "PAUSE", 0.2)
    warm()
    port = server.port
    stop(server, "killed")
    assert publish.publisher.nudge("codes", patience=publish.PATIENCE) is False
    server.start(port=port)
    until = time.monotonic() + 5
    while not publish.publisher.nudge("codes", patience=publish.PATIENCE):
        assert time.monotonic() < until
        time.sleep(0.05)

    assert waiting(server, "codes") == 1


def test_nudges_from_many_threads_all_get_an_answer(server):
    from concurrent.futures import ThreadPoolExecutor

    warm()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _number: publish.publisher.nudge("codes", patience=1.0), range(200)))

    assert answers == [True] * 200


def stop(server, trouble):
    server.child.send_signal(signal.SIGKILL if trouble == "killed" else signal.SIGSTOP)
    if trouble == "killed":
        server.child.wait()


def test_letters_of_one_moment_are_one_nudge(server, monkeypatch):
    """Forty people submit within a moment: the worker is told at once, and once more when the moment is over; never later than that."""
    monkeypatch.setattr(publish, "GATHER", 1.0)
    warm()
    begun = time.monotonic()
    for _person in range(40):
        tasks.wake("letters")
        time.sleep(0.005)
    took = time.monotonic() - begun
    while waiting(server, "letters") < 2:
        assert time.monotonic() < begun + 10
        time.sleep(0.02)
    assert waiting(server, "letters") <= 2 + took // 1.0


def test_a_code_does_not_wait_for_letters_that_gather(server, monkeypatch):
    monkeypatch.setattr(publish, "GATHER", 60.0)
    warm()
    tasks.wake("letters")
    tasks.wake("letters")
    before = waiting(server, "codes")
    assert publish.publisher.nudge("codes", patience=2.0)
    assert waiting(server, "codes") == before + 1
