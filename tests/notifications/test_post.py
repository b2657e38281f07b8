"""Answers of a real mail server, and what becomes of the letter."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from fundportal.notifications import claim, settle, smtp, tasks
from fundportal.notifications.deliver import deliver
from fundportal.notifications.models import Notification, Suppression
from tests.notifications.mailbox import free_port, mail_server
from tests.notifications.workers import make_letters

pytestmark = pytest.mark.django_db
PATIENT = "fundportal.notifications.smtp.PatientBackend"


@pytest.fixture
def box(settings):
    with mail_server() as box:
        settings.EMAIL_BACKEND = PATIENT
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def row(number=0):
    return Notification.objects.get(key=f"test:{number}")


def test_a_batch_goes_over_one_connection(box):
    make_letters(30)

    assert deliver(queue="letters") == 30
    assert box.connections == 1
    assert box.addresses() == [f"person{number}@example.org" for number in range(30)]


def test_the_letter_arrives_as_text_and_html_in_utf8(box):
    make_letters(1)
    deliver(queue="letters")

    [(_address, message)] = box.letters
    assert message["Subject"] == "You withdrew your application CCC27-4K7QXN"
    assert message["Message-ID"] == row().message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == row().text
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == row().html


@pytest.mark.parametrize(
    ("answer", "state", "suppressed"),
    [
        ("550 No such user here", "failed", True),
        ("550 5.1.1 No such user here", "failed", True),
        ("553 5.1.3 Bad address", "failed", True),
        ("550 5.2.1 Mailbox closed", "failed", True),
        ("550 5.7.1 Relaying denied", "failed", False),
        ("554 Transaction failed", "failed", False),
        ("552 5.2.2 Mailbox full", "failed", False),
        ("550 5.4.5 Daily sending limit exceeded", "pending", False),
        ("530 5.7.0 Must authenticate first", "pending", False),
        ("450 4.2.1 Greylisted, try again", "pending", False),
        ("421 4.7.0 Too many connections", "pending", False),
    ],
)
def test_what_an_answer_to_the_address_means(box, answer, state, suppressed):
    box.refuse["person0@example.org"] = answer
    make_letters(2)

    assert deliver(queue="letters") == 1

    assert (row().state, row().attempts, row().lease_until) == (state, 1, None)
    assert row().last_error.startswith(answer[:3])
    assert Suppression.objects.filter(email="person0@example.org").exists() == suppressed
    assert row(1).state == "sent"


@pytest.mark.parametrize(
    ("answer", "state"), [("554 5.6.0 Bad content", "failed"), ("452 4.3.1 Out of storage", "pending"), ("554 5.3.4 Over quota", "pending")]
)
def test_what_an_answer_to_the_content_means(box, answer, state):
    box.on_letter = lambda number: answer if number == 1 else None
    make_letters(2)

    assert deliver(queue="letters") == 1
    assert (row().state, row().last_error, Suppression.objects.count()) == (state, answer, 0)


def test_a_passing_refusal_is_tried_later_and_later(box):
    box.refuse["person0@example.org"] = "450 4.2.1 Try again"
    make_letters(1)
    waits = []
    for _attempt in range(5):
        Notification.objects.update(not_before=timezone.now())
        begun = timezone.now()
        deliver(queue="letters")
        waits.append((row().not_before - begun).total_seconds())

    assert [round(wait / (15 * 2**attempt)) for attempt, wait in enumerate(waits)] == [1, 1, 1, 1, 1]
    assert len({wait / (15 * 2**attempt) for attempt, wait in enumerate(waits)}) == 5  # never quite the same

    del box.refuse["person0@example.org"]
    assert deliver(queue="letters") == 0
    Notification.objects.update(not_before=timezone.now())
    assert deliver(queue="letters") == 1


def test_a_code_is_tried_again_within_seconds(box):
    box.refuse["person0@example.org"] = "450 4.2.1 Try again"
    make_letters(1, queue="codes")
    Notification.objects.update(attempts=6)
    deliver(queue="codes")

    assert row().not_before - timezone.now() < timedelta(seconds=settle.LONGEST_OF_A_CODE * 1.2)


@pytest.mark.parametrize(("days", "state"), [(3.9, "pending"), (4.1, "failed")])
def test_a_letter_is_given_up_four_days_after_the_first_try(box, days, state):
    box.refuse["person0@example.org"] = "450 4.2.1 Try again"
    make_letters(1)
    Notification.objects.update(attempts=90, created_at=timezone.now() - timedelta(days=30))  # a worker that was away costs no letter
    deliver(queue="letters")
    assert (row().state, timezone.now() - row().first_tried_at < timedelta(minutes=1)) == ("pending", True)

    Notification.objects.update(not_before=timezone.now(), first_tried_at=timezone.now() - timedelta(days=days))
    deliver(queue="letters")
    assert (row().state, row().attempts) == (state, 92)


def test_a_server_that_never_says_whether_it_accepts_gets_a_letter_three_times_at_most(box):
    box.breaks_off = True
    make_letters(1)
    for _attempt in range(5):
        Notification.objects.update(not_before=timezone.now())
        deliver(queue="letters")

    assert (row().state, row().attempts, len(box.letters), len(box.message_ids())) == ("failed", 3, 3, 1)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_accepts_late_gets_a_letter_once(box, monkeypatch):
    """The answer to the last dot comes long after the patience for other answers and after the lease; a second worker looks on meanwhile."""
    monkeypatch.setattr(smtp, "ANSWER", 0.2)
    monkeypatch.setattr(smtp, "STEP", 0.05)
    monkeypatch.setattr(claim, "LEASE_SECONDS", 0.8)
    monkeypatch.setattr(claim, "NEEDED_SECONDS", 0.7)
    monkeypatch.setattr(smtp, "VERDICT", 5.0)
    box.slow = 1.6
    make_letters(1)
    second = threading.Timer(1.2, lambda: (deliver(queue="letters", seconds=0.3), connection.close()))
    second.start()

    assert deliver(queue="letters", seconds=1.0) == 1
    second.join()
    assert (row().state, row().attempts, len(box.letters)) == ("sent", 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_sent_within_a_request_takes_no_longer_than_promised(box, monkeypatch):
    monkeypatch.setattr(tasks, "INLINE_SECONDS", 0.5)
    monkeypatch.setattr(tasks.publish.publisher, "nudge", lambda queue, patience: False)
    box.late = 0.4
    begun = time.monotonic()

    make_letters(1, queue="codes")  # and sends it after the commit

    assert time.monotonic() - begun < 1.0
    assert (row().state, len(box.letters)) == ("pending", 0)


def test_a_server_that_breaks_off_costs_one_letter_a_delay_and_the_rest_go_on(box):
    make_letters(3)
    box.on_letter = lambda number: "421 4.3.2 Shutting down" if number == 1 else None

    assert deliver(queue="letters") == 2
    assert (row().state, row(1).state, row(2).state, box.connections) == ("pending", "sent", "sent", 2)


def test_a_server_that_is_away_costs_no_attempt(settings, caplog):
    settings.EMAIL_BACKEND = PATIENT
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_letters(2)

    assert deliver(queue="letters") == 0

    assert list(Notification.objects.values_list("state", "attempts", "lease_until")) == [("pending", 0, None)] * 2
    assert "the mail server is away" in caplog.text
    with mail_server(settings.EMAIL_PORT) as box:
        assert deliver(queue="letters") == 2
        assert len(box.letters) == 2


def test_a_server_that_says_nothing_holds_nobody_for_ever(settings, monkeypatch):
    import socket

    monkeypatch.setattr(smtp, "ANSWER", 0.2)
    settings.EMAIL_BACKEND = PATIENT
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        make_letters(1)
        begun = time.monotonic()

        assert deliver(queue="letters") == 0
        assert time.monotonic() - begun < 2
    assert row().state == "pending"
