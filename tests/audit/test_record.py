import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from fundportal.accounts.roles import Role
from fundportal.audit.models import Entry
from fundportal.audit.record import entry, record, record_many
from tests.accounts.people import make_admin, make_person, make_staff, signed_in

pytestmark = pytest.mark.django_db


def test_entry_says_who_did_what_to_what():
    person = make_person("itzel@example.org")
    record(actor=person, verb="application_viewed", target="application:X", program_code="ccc", rows=3)
    kept = Entry.objects.get()
    assert (kept.actor_id, kept.actor_email, kept.verb, kept.target, kept.program_code, kept.detail) == (
        person.pk,
        "itzel@example.org",
        "application_viewed",
        "application:X",
        "ccc",
        {"rows": 3},
    )
    assert kept.at is not None


def test_many_entries_are_one_statement(django_assert_num_queries):
    rows = [entry(actor=None, verb="exported", target=str(number)) for number in range(50)]
    with django_assert_num_queries(1):
        record_many(rows)
    assert Entry.objects.count() == 50


@pytest.mark.parametrize("change", [lambda rows: rows.update(verb="x"), lambda rows: rows.delete()])
def test_database_refuses_to_change_or_delete_an_entry(change):
    record(actor=None, verb="signed_in")
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Entry.objects.all())
    assert Entry.objects.get().verb == "signed_in"


def test_signing_in_and_out_is_recorded():
    person = make_person("itzel@example.org")
    client = signed_in(person)
    client.post("/es/cuenta/logout/")
    assert list(Entry.objects.order_by("id").values_list("verb", "actor_id", "target")) == [
        ("signed_in", person.pk, f"person:{person.pk}"),
        ("signed_out", person.pk, f"person:{person.pk}"),
    ]


def test_wrong_password_is_recorded_for_an_account_and_not_for_strangers(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = make_person("itzel@example.org", password="agua que vuelve 3")
    for login in ("itzel@example.org", "stranger@example.org"):
        Client().post("/es/cuenta/login/", {"login": login, "password": "wrong"})
    kept = Entry.objects.get()
    assert (kept.verb, kept.actor_email, kept.target, kept.detail) == ("sign_in_failed", "", f"person:{person.pk}", {"how": "password"})


def test_privacy_officer_reads_the_own_programme_only():
    officer = make_staff(Role.PRIVACY, "ccc")
    for code in ("ccc", "morelia", ""):
        record(actor=None, verb="exported", program_code=code)
    assert set(Entry.objects.visible_to(officer).values_list("program_code", flat=True)) == {"ccc"}
    assert Entry.objects.visible_to(make_admin()).filter(verb="exported").count() == 3


def test_privacy_officer_sees_the_own_staff_sign_in_and_fail_to():
    officer, colleague, foreigner, applicant = make_staff(Role.PRIVACY), make_staff(), make_staff(program="morelia"), make_person()
    for person in (colleague, foreigner, applicant):
        record(actor=person, verb="signed_in", target=f"person:{person.pk}")
        record(actor=None, verb="sign_in_failed", target=f"person:{person.pk}")
    record(actor=colleague, verb="view_application", target="X", program_code="morelia")
    seen = Entry.objects.visible_to(officer).filter(verb__in=["signed_in", "sign_in_failed", "view_application"])
    assert set(seen.values_list("verb", "target")) == {(verb, f"person:{colleague.pk}") for verb in ("signed_in", "sign_in_failed")}


@pytest.mark.parametrize(("role", "status"), [(Role.PRIVACY, 200), (Role.COORDINATOR, 403), (Role.REVIEWER, 403), (Role.PR, 403)])
def test_record_in_the_admin_is_to_read_for_privacy_officers(role, status):
    client = signed_in(make_staff(role), second_factor=True)
    kept = Entry.objects.latest("id")
    assert client.get("/admin/audit/entry/").status_code == status
    assert client.get("/admin/audit/entry/add/").status_code == 403
    assert client.post(f"/admin/audit/entry/{kept.pk}/delete/", {"post": "yes"}).status_code in {302, 403}
    assert Entry.objects.filter(pk=kept.pk).count() == 1


def test_entry_of_a_foreign_programme_is_not_there():
    record(actor=None, verb="exported", program_code="morelia")
    foreign = Entry.objects.latest("id")
    client = signed_in(make_staff(Role.PRIVACY, "ccc"), second_factor=True)
    assert client.get(f"/admin/audit/entry/{foreign.pk}/change/").headers["Location"] == "/admin/"


@pytest.mark.parametrize("rows", [1, 60])
def test_record_costs_the_same_at_any_length(rows, django_assert_max_num_queries):
    record_many(entry(actor=None, verb="exported", target=str(number)) for number in range(rows))
    client = signed_in(make_admin(), second_factor=True)
    client.get("/admin/audit/entry/")
    with django_assert_max_num_queries(10):
        client.get("/admin/audit/entry/")
