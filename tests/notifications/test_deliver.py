import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fundportal.notifications import claim
from fundportal.notifications.deliver import deliver
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.message import message_id
from fundportal.notifications.models import Notification, Suppression
from tests.notifications.workers import make_letters

pytestmark = pytest.mark.django_db


def states():
    return dict(Notification.objects.values_list("email", "state"))


def test_a_letter_leaves_and_is_kept_as_sent(mailoutbox, settings):
    make_letters(1)

    assert deliver(queue="letters") == 1

    row = Notification.objects.get()
    [mail] = mailoutbox
    assert (row.state, row.attempts, row.lease_until, row.last_error) == ("sent", 1, None, "")
    assert (row.subject, row.text, row.html) == (mail.subject, mail.body, mail.alternatives[0].content)
    assert row.message_id == message_id(row) == mail.extra_headers["Message-ID"]
    assert (mail.to, mail.from_email, mail.reply_to) == (["person0@example.org"], settings.DEFAULT_FROM_EMAIL, [settings.HELP_EMAIL])
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.extra_headers["Content-Language"] == "en"


def test_what_has_left_does_not_leave_again(mailoutbox):
    make_letters(2)
    deliver(queue="letters")

    assert deliver(queue="letters") == 0
    assert len(mailoutbox) == 2


def test_the_oldest_leave_first_and_queues_do_not_mix(mailoutbox):
    make_letters(3)
    make_letters(1, queue="codes", start=7)
    Notification.objects.filter(key="test:2").update(not_before=timezone.now() - timedelta(hours=1))

    deliver(queue="letters")

    assert [mail.to[0] for mail in mailoutbox] == ["person2@example.org", "person0@example.org", "person1@example.org"]


def test_the_message_id_comes_from_the_row_alone(settings):
    make_letters(2)
    one, two = Notification.objects.order_by("pk")

    assert message_id(one) == message_id(Notification.objects.get(pk=one.pk)) != message_id(two)
    assert message_id(one).endswith(f"@{settings.SITE_HOST}>")


def test_a_code_is_wiped_as_soon_as_it_has_left_and_is_never_logged(mailoutbox, caplog):
    caplog.set_level(logging.DEBUG)
    make_letters(1, queue="codes")

    assert deliver(queue="codes") == 1

    row = Notification.objects.get()
    assert "4027-2915" in mailoutbox[0].body
    assert (row.state, row.context, row.subject, row.text, row.html) == ("sent", {}, "", "", "")
    assert "4027-2915" not in caplog.text
    assert mailoutbox[0].subject not in caplog.text


def test_the_link_of_an_invitation_is_not_kept_once_it_has_left(mailoutbox):
    words = {"program": "CCC", "role": "Reviewer", "inviter": "Lucía", "url": "https://fondo.example.org/secret/"}
    expires_at = timezone.now() + timedelta(days=7)
    enqueue([letter(key="i", kind="staff_invitation", email="a@example.org", language="en", expires_at=expires_at, **words)])

    deliver(queue="letters")

    row = Notification.objects.get()
    assert "https://fondo.example.org/secret/" in mailoutbox[0].body
    assert (row.state, row.subject, row.context, row.text, row.html) == ("sent", "Invitation to the team of CCC", {}, "", "")


@pytest.mark.parametrize("queue", ["codes", "letters"])
def test_what_is_over_is_not_sent(mailoutbox, queue):
    make_letters(1, queue=queue)
    Notification.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert deliver(queue=queue) == 0

    row = Notification.objects.get()
    assert (row.state, bool(row.context), mailoutbox) == ("expired", queue == "letters", [])


def test_nothing_goes_to_a_suppressed_address_but_a_code(mailoutbox):
    Suppression.objects.create(email="person0@example.org", reason="550 No such user")
    make_letters(2)
    make_letters(1, queue="codes", start=0)  # the same key: one letter
    enqueue([letter(key="code:1", kind="sign_in_code", queue="codes", email="person0@example.org", code="123")])

    deliver(queue="letters")
    deliver(queue="codes")

    assert dict(Notification.objects.values_list("key", "state")) == {"test:0": "suppressed", "test:1": "sent", "code:1": "sent"}


def test_a_letter_that_cannot_be_written_fails_alone(mailoutbox, caplog):
    make_letters(3)
    Notification.objects.filter(key="test:1").update(context={})

    assert deliver(queue="letters") == 2

    assert states() == {"person0@example.org": "sent", "person1@example.org": "failed", "person2@example.org": "sent"}
    assert Notification.objects.get(key="test:1").last_error == "BadLetter: withdrawn: no value for folio"
    assert "(withdrawn) failed" in caplog.text


def test_an_address_that_no_header_can_hold_fails_alone(mailoutbox):
    make_letters(2)
    Notification.objects.filter(key="test:0").update(email="a@example.org\nBcc: b@example.org")

    assert deliver(queue="letters") == 1
    assert Notification.objects.get(key="test:0").state == "failed"


def test_a_held_letter_is_passed_over_until_its_lease_ends(mailoutbox):
    make_letters(2)
    Notification.objects.filter(key="test:0").update(lease_until=timezone.now() + timedelta(seconds=30))
    Notification.objects.filter(key="test:1").update(lease_until=timezone.now() - timedelta(seconds=1))

    deliver(queue="letters")

    assert states() == {"person0@example.org": "pending", "person1@example.org": "sent"}


def test_a_letter_for_later_waits(mailoutbox):
    make_letters(1)
    Notification.objects.update(not_before=timezone.now() + timedelta(minutes=1))

    assert deliver(queue="letters") == 0


def test_leases_are_renewed_before_they_run_out(mailoutbox, monkeypatch):
    monkeypatch.setattr(claim, "NEEDED_SECONDS", 61.0)  # each letter finds too little time left
    make_letters(3)

    assert deliver(queue="letters") == 3


def test_a_letter_that_another_worker_took_over_is_not_sent(mailoutbox, monkeypatch):
    monkeypatch.setattr(claim, "NEEDED_SECONDS", 61.0)
    make_letters(2)
    batch = claim.Batch(queue="letters", limit=10)
    Notification.objects.filter(key="test:0").update(lease_until=timezone.now() + timedelta(hours=1))

    assert [batch.still_holds(one, batch.letters) for one in batch.letters] == [False, True]


def test_a_worker_that_is_told_to_end_gives_back_the_rest(mailoutbox):
    make_letters(4)

    assert deliver(queue="letters", stopping=lambda: len(mailoutbox) == 1) == 1

    assert Notification.objects.filter(state="pending", lease_until=None, attempts=0).count() == 3


def test_no_more_than_asked_for_are_sent(mailoutbox):
    make_letters(5)

    assert deliver(queue="letters", at_most=3) == 3
    assert Notification.objects.filter(state="pending", lease_until=None).count() == 2


@pytest.mark.parametrize("count", [1, 40])
def test_one_statement_a_letter_and_three_a_batch(mailoutbox, count):
    make_letters(count)

    with CaptureQueriesContext(connection) as seen:
        deliver(queue="letters")

    batches = -(-count // 25)
    assert len([query for query in seen if "SAVEPOINT" not in query["sql"]]) == count + 3 * batches + 1
