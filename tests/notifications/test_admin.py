from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from fundportal.accounts.membership import grant
from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.notifications import timely
from fundportal.notifications.deliver import deliver
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification, Suppression
from fundportal.notifications.resend import resend
from tests.accounts.people import make_person, make_staff, signed_in
from tests.notifications.test_kinds import SAMPLES

pytestmark = pytest.mark.django_db
LIST = "admin:notifications_notification_changelist"


@pytest.fixture
def staff(client):
    """Signs in a member of staff of the programme `amacc`, second factor and all; returns the person."""

    def staff(role="coordinator"):
        user = make_staff(role, "amacc", language="en")
        signed_in(user, second_factor=True, client=client)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return user

    return staff


def make(number, *, program="amacc", state="failed", queue="letters", **fields):
    enqueue(
        [
            letter(
                key=f"k{number}",
                kind="sign_in_code" if queue == "codes" else "withdrawn",
                queue=queue,
                email=f"person{number}@example.org",
                about=f"FOLIO-{number}",
                program_code=program,
                folio=f"FOLIO-{number}",
            )
        ]
    )
    Notification.objects.filter(key=f"k{number}").update(state=state, sent_at=timezone.now() if state == "sent" else None, **fields)
    return Notification.objects.get(key=f"k{number}")


def shown(client, **query):
    return [row.key for row in client.get(reverse(LIST), query).context["cl"].result_list]


def test_staff_see_the_letters_of_their_programmes_and_never_a_code(client, staff):
    staff()
    make(1)
    make(2, program="ccc")
    make(3, queue="codes")
    make(4, program="")

    assert shown(client) == ["k1"]
    assert client.get(reverse("admin:notifications_notification_change", args=[make(5).pk])).status_code == 200
    assert client.get(reverse("admin:notifications_notification_change", args=[Notification.objects.get(key="k2").pk])).status_code == 302


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("privacy", 200), ("reviewer", 403), ("pr", 403)])
def test_letters_are_for_those_who_may_read_them(client, staff, role, status):
    staff(role)

    assert client.get(reverse(LIST)).status_code == status
    assert client.get(reverse("admin:notifications_suppression_changelist")).status_code == status


def test_letters_are_found_by_address_and_by_reference(client, staff):
    staff()
    make(1)
    make(2)

    assert shown(client, q="person2@") == ["k2"]
    assert shown(client, q="FOLIO-1") == ["k1"]
    assert shown(client, kind="receipt") == []
    assert shown(client, state__exact="failed") == ["k2", "k1"]


def test_the_list_tells_how_long_the_oldest_letter_has_waited(client, staff):
    staff()
    make(1, state="pending", created_at=timezone.now() - timedelta(seconds=700))
    make(2)

    page = client.get(reverse(LIST)).content.decode().replace("\xa0", " ")

    assert "1 letter waits in the whole portal; it has waited for 11 minutes." in page
    assert "1 letter of the last 30 days could not be delivered." in page
    assert "<style" not in page
    assert "<script>" not in page


def test_nothing_is_written_by_hand(client, staff):
    staff()
    row = make(1)

    assert client.get(reverse("admin:notifications_notification_add")).status_code == 403
    assert client.post(reverse("admin:notifications_notification_change", args=[row.pk]), {"email": "x@example.org"}).status_code == 403
    assert client.post(reverse("admin:notifications_notification_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_sending_again_says_first_what_will_happen(client, staff, django_capture_on_commit_callbacks):
    user = staff()
    failed, sent, held = make(1, attempts=20), make(2, state="sent"), make(3, state="suppressed")
    Suppression.objects.create(email=held.email, reason="550")
    form = {"action": "send_again", "_selected_action": [failed.pk, sent.pk, held.pk]}

    page = client.post(reverse(LIST), form)

    assert (page.context["count"], page.context["left_out"], page.context["held"]) == (2, 1, 1)
    assert page.context["listed"] == ["person3@example.org · withdrawal · FOLIO-3", "person1@example.org · withdrawal · FOLIO-1"]
    assert Notification.objects.filter(state="pending").count() == 0

    client.post(reverse(LIST), {**form, "confirmed": "1"})

    assert dict(Notification.objects.values_list("key", "state")) == {"k1": "pending", "k2": "sent", "k3": "pending"}
    assert Notification.objects.get(key="k1").attempts == 0
    assert list(Entry.objects.filter(verb="resend_letter").order_by("pk").values_list("actor_id", "program_code", "target")) == [
        (user.pk, "amacc", f"letter:{failed.pk}"),
        (user.pk, "amacc", f"letter:{held.pk}"),
    ]


@pytest.mark.parametrize(
    "kind", sorted(sample for sample in set(SAMPLES) - {"sign_in_code", "email_code", "password_code"} if "." not in sample)
)
def test_a_letter_of_any_kind_that_was_sent_again_arrives(kind, mailoutbox, monkeypatch):
    monkeypatch.setattr(timely, "STILL_TRUE", {})  # nobody has really applied here
    words = {name: value for name, value in SAMPLES[kind].items() if name != "expires_at"}
    ends = {"expires_at": timezone.now() + timedelta(days=2)} if "expires_at" in SAMPLES[kind] else {}
    person = make_person("late@example.org", language="en")
    enqueue([letter(key=kind, kind=kind, recipient=person, program_code="amacc", **ends, **words)])
    Notification.objects.update(state="failed", attempts=4)

    assert resend(letters=Notification.objects.all(), by=make_staff("coordinator", "amacc")) == 1
    deliver(queue="letters")

    assert (Notification.objects.get().state, Notification.objects.get().last_error, len(mailoutbox)) == ("sent", "", 1)


def test_what_is_over_is_not_sent_again_and_the_page_says_so(client, staff):
    user = staff()
    over, erased = make(1, expires_at=timezone.now() - timedelta(seconds=1)), make(2, context={})
    form = {"action": "send_again", "_selected_action": [over.pk, erased.pk]}

    page = client.post(reverse(LIST), form)

    assert (page.context["count"], page.context["over"], page.context["left_out"]) == (0, 2, 0)
    assert "2 of those chosen cannot be sent any more" in page.content.decode()
    assert resend(letters=Notification.objects.all(), by=user) == 0


def test_a_letter_goes_again_to_the_address_that_the_person_has_now(client, staff, mailoutbox):
    staff()
    person = make_person("old@example.org", language="en")
    enqueue(
        [letter(key=program, kind="withdrawn", recipient=person, program_code=program, **SAMPLES["withdrawn"]) for program in ("amacc", "")]
    )
    Notification.objects.update(state="failed")
    User.objects.filter(pk=person.pk).update(email="new@example.org", language="es-mx")
    form = {"action": "send_again", "select_across": "1", "_selected_action": [Notification.objects.get(key="amacc").pk]}

    assert client.post(reverse(LIST), form).context["listed"] == ["new@example.org · withdrawal · "]
    client.post(reverse(LIST), {**form, "confirmed": "1"})
    resend(letters=Notification.objects.all(), by=make_person("root@example.org", is_superuser=True, is_active=True))

    rows = Notification.objects.order_by("-key").values_list("key", "email", "language", "state")
    assert list(rows) == [("amacc", "new@example.org", "es-mx", "pending"), ("", "old@example.org", "en", "pending")]


def test_all_that_are_listed_can_be_sent_again_at_once(client, staff):
    staff()
    for number in range(60):
        make(number)
    make(60, program="ccc")
    form = {"action": "send_again", "select_across": "1", "_selected_action": [Notification.objects.get(key="k1").pk]}

    assert client.post(reverse(LIST), form).context["count"] == 60
    client.post(reverse(LIST), {**form, "confirmed": "1"})

    assert Notification.objects.filter(state="pending").count() == 60
    assert Notification.objects.get(key="k60").state == "failed"


def test_a_letter_of_another_programme_cannot_be_sent_again(client, staff):
    staff()
    foreign = make(1, program="ccc")

    client.post(reverse(LIST), {"action": "send_again", "_selected_action": [foreign.pk], "confirmed": "1"})

    assert Notification.objects.get().state == "failed"


def test_who_only_reads_letters_cannot_send_them_again(client, staff):
    staff("privacy")
    row = make(1)

    client.post(reverse(LIST), {"action": "send_again", "_selected_action": [row.pk], "confirmed": "1"})

    assert Notification.objects.get().state == "failed"


def test_a_suppressed_address_is_let_through_again(client, staff):
    user = staff()
    make(1)
    make(2, program="ccc")
    mine = Suppression.objects.create(email="person1@example.org", reason="550 No such user")
    Suppression.objects.create(email="person2@example.org", reason="550 No such user")
    address = reverse("admin:notifications_suppression_changelist")
    form = {"action": "let_through", "_selected_action": [mine.pk]}

    assert [row.email for row in client.get(address).context["cl"].result_list] == ["person1@example.org"]
    assert client.post(address, form).context["listed"] == ["person1@example.org · 550 No such user"]
    client.post(address, {**form, "confirmed": "1"})

    assert list(Suppression.objects.values_list("email", flat=True)) == ["person2@example.org"]
    assert list(Entry.objects.filter(verb="lift_suppression").values_list("actor_id", "target", "program_code")) == [
        (user.pk, f"suppression:{mine.pk}", "amacc")
    ]


def test_an_address_is_let_through_by_who_manages_a_programme_whose_letters_are_stuck(client, staff):
    user = staff("privacy")  # reads the letters of amacc
    grant(user=user, program_code="ccc", role="coordinator", by=None)  # and manages another programme
    make(1)
    make(2, program="ccc")
    Suppression.objects.bulk_create([Suppression(email=f"person{number}@example.org", reason="550") for number in (1, 2)])
    address = reverse("admin:notifications_suppression_changelist")
    form = {"action": "let_through", "_selected_action": [row.pk for row in Suppression.objects.all()]}

    page = client.post(address, form)
    assert (page.context["count"], page.context["left_out"]) == (1, 1)
    client.post(address, {**form, "confirmed": "1"})

    assert list(Suppression.objects.values_list("email", flat=True)) == ["person1@example.org"]


def test_reading_a_letter_is_recorded(client, staff):
    user = staff("privacy")
    row = make(1)

    client.get(reverse(LIST))
    assert not Entry.objects.filter(verb="view_letter").exists()
    client.get(reverse("admin:notifications_notification_change", args=[row.pk]))

    entry = Entry.objects.get(verb="view_letter")
    assert (entry.actor_id, entry.target, entry.program_code, entry.detail) == (user.pk, f"letter:{row.pk}", "amacc", {"about": "FOLIO-1"})


@pytest.mark.parametrize("rows", [1, 40])
def test_the_number_of_statements_does_not_grow(client, staff, django_assert_num_queries, rows):
    staff()
    for number in range(rows):
        make(number)
    client.get(reverse(LIST))

    with django_assert_num_queries(9):
        client.get(reverse(LIST))
