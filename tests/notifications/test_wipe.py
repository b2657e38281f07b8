from datetime import timedelta

import pytest
from django.utils import timezone

from fundportal.notifications.backlog import Backlog, backlog, by_state
from fundportal.notifications.models import Notification
from fundportal.notifications.wipe import wipe_old_codes
from tests.notifications.workers import make_letters

pytestmark = pytest.mark.django_db


def age(number, minutes):
    Notification.objects.filter(key=f"test:{number}").update(created_at=timezone.now() - timedelta(minutes=minutes))


def test_codes_are_wiped_after_a_quarter_of_an_hour():
    make_letters(3, queue="codes")
    make_letters(1, start=3)
    for number, minutes in ((0, 16), (1, 14), (2, 14), (3, 60)):
        age(number, minutes)
    Notification.objects.filter(key="test:2").update(expires_at=timezone.now() - timedelta(seconds=1))

    assert wipe_old_codes() == 2

    rows = Notification.objects.order_by("key").values_list("key", "state", "context")
    assert [(key, state, bool(context)) for key, state, context in rows] == [
        ("test:0", "expired", False),
        ("test:1", "pending", True),
        ("test:2", "expired", False),
        ("test:3", "pending", True),
    ]
    assert wipe_old_codes() == 0


def test_a_code_that_left_or_failed_keeps_its_state_when_it_is_wiped():
    make_letters(2, queue="codes")
    Notification.objects.filter(key="test:0").update(state="sent", sent_at=timezone.now())
    Notification.objects.filter(key="test:1").update(state="failed")
    age(0, 20)
    age(1, 20)

    assert wipe_old_codes() == 2
    assert list(Notification.objects.order_by("key").values_list("state", "context")) == [("sent", {}), ("failed", {})]


def test_the_backlog_tells_how_long_the_oldest_letter_has_waited():
    assert backlog() == Backlog(waiting=0, oldest_seconds=0, failed=0)

    make_letters(3)
    age(1, 5)
    Notification.objects.filter(key="test:2").update(not_before=timezone.now() + timedelta(days=1))

    assert backlog() == Backlog(waiting=2, oldest_seconds=300, failed=0)


def test_a_letter_that_was_refused_for_now_still_counts_as_waiting():
    make_letters(1)
    Notification.objects.update(attempts=1, not_before=timezone.now() + timedelta(minutes=5))

    assert backlog().waiting == 1


def test_the_backlog_counts_what_was_given_up():
    make_letters(3)
    make_letters(1, queue="codes", start=3)
    Notification.objects.exclude(key="test:1").update(state="failed")
    age(0, 31 * 24 * 60)

    assert backlog() == Backlog(waiting=1, oldest_seconds=0, failed=1)


def test_letters_are_counted_by_state():
    make_letters(3)
    Notification.objects.filter(key="test:1").update(state="failed")

    assert by_state(Notification.objects.all()) == {"pending": 2, "sent": 0, "failed": 1, "suppressed": 0, "expired": 0}
