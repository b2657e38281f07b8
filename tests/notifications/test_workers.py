"""Real workers over a real broker to a real mail server: nothing is lost, and a kill doubles one letter at most.

The proofs are functions of a count and a seed, so that longer runs can use them.
"""

import random
import signal
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from fundportal.notifications import publish
from fundportal.notifications.models import Notification
from tests.notifications.workers import house, make_letters

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def long_house(django_db_setup):
    with house() as place:
        yield place


@pytest.fixture
def place(long_house):
    yield long_house
    long_house.box.forget()


def test_letters_and_codes_arrive_once_through_two_workers_side_by_side(place, monkeypatch):
    one, two = place.pair()
    place.box.slow = 0.005
    monkeypatch.setattr(publish, "publisher", publish.Publisher(place.server.url))
    monkeypatch.setattr(publish, "PATIENCE", 10.0)  # this machine may be busy: the worker shall have the code
    make_letters(1, queue="codes", start=100)  # wakes a worker after the commit
    make_letters(100)
    keep_nudging(place.server, place.box, 101, workers=(one, two))
    settled(101)

    box = place.box
    assert len(box.letters) == len(box.message_ids()) == 101
    assert "4027-2915" in next(message for address, message in box.letters if address == "person100@example.org").get_body().get_content()
    assert Notification.objects.get(queue="codes").context == {}
    assert "4027-2915" not in one.words() + two.words()


def test_letters_leave_when_the_broker_is_back(place):
    place.pair()

    assert survive_broker_trouble(place, ["killed", "hanging"], away=0.5) == (0, 0)


def survive_broker_trouble(place, troubles, *, away, patience=30.0):
    """(lost, doubled) of 5 letters written during each time that the broker is away, for workers that live through all of it."""
    box, server = place.box, place.server
    make_letters(1)
    keep_nudging(server, box, 1)
    written = 1
    for trouble in troubles:
        port = server.port
        if trouble == "stopped":
            server.stop()
        else:
            server.child.send_signal(signal.SIGKILL if trouble == "killed" else signal.SIGSTOP)
        make_letters(5, start=written)
        written += 5
        time.sleep(away)
        if trouble == "hanging":
            server.child.send_signal(signal.SIGCONT)
        else:
            server.child.wait()
            server.start(port=port)
        keep_nudging(server, box, written, patience=patience)
    settled(written)
    return written - len(box.message_ids()), len(box.letters) - len(box.message_ids())


def test_a_worker_killed_between_the_acceptance_and_the_mark_doubles_that_letter_alone(place):
    box = place.box
    with place.one() as child:
        box.on_letter = lambda number: child.kill() if number == 5 else None
        make_letters(12)
        keep_nudging(place.server, box, 5)
        child.wait(10)
        box.on_letter = None
        leases_end()
    keep_nudging(place.server, box, 12)
    settled(12)

    assert box.addresses().count("person4@example.org") == 2
    assert len(box.letters) == 13
    assert len(box.message_ids()) == 12


def test_a_worker_killed_at_any_moment_loses_nothing(place):
    lost, doubled = survive_kills(place, letters=40, kills=1, seed=1)

    assert lost == 0
    assert doubled <= 1


def survive_kills(place, *, letters, kills, seed):
    """How many letters never arrived, and how many copies too many, when a worker is killed `kills` times while it sends."""
    dice = random.Random(seed)
    box, server = place.box, place.server
    box.slow = 0.01
    for kill in range(kills):
        with place.one() as child:
            share = letters // kills
            make_letters(share, start=kill * share)
            keep_nudging(server, box, len(box.message_ids()) + dice.randint(2, max(2, share // 2)))
            time.sleep(dice.random() * 0.02)
            child.kill()
            child.wait(10)
            leases_end()
        keep_nudging(server, box, (kill + 1) * share)
        settled((kill + 1) * share)
    return letters - len(box.message_ids()), len(box.letters) - len(box.message_ids())


def keep_nudging(server, box, count, *, patience=30.0, workers=()):
    """What beat does, only sooner: a task each moment until `count` letters have arrived and the `workers` have begun."""
    publisher = publish.Publisher(server.url)
    until = time.monotonic() + patience
    while len(box.message_ids()) < count or not all("received" in child.words() for child in workers):
        assert time.monotonic() < until, f"{len(box.message_ids())} of {count} letters after {patience} s"
        publisher.nudge("letters")
        time.sleep(0.1)


def leases_end():
    """A minute goes by for what a dead worker holds."""
    Notification.objects.filter(state="pending").update(lease_until=timezone.now() - timedelta(seconds=1))


def settled(count, *, patience=10.0):
    """Every letter is marked as sent, soon after it has arrived."""
    until = time.monotonic() + patience
    while Notification.objects.filter(state="sent").count() < count:
        assert time.monotonic() < until, list(Notification.objects.values_list("state", "last_error").distinct())
        time.sleep(0.02)
