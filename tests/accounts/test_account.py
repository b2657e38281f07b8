import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from fundportal.accounts.administrators import LastAdministrator
from fundportal.accounts.erase import erase, person_erasing
from fundportal.accounts.models import Invitation, Membership, User
from fundportal.accounts.sessions import Session
from fundportal.audit.models import Entry
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.render import render
from fundportal.web.refusals import Refusal
from tests.accounts.people import add_totp, latest_code, make_admin, make_person, make_staff, signed_in

PAGES = [
    "/es/cuenta/",
    "/en/cuenta/",
    "/es/cuenta/email/",
    "/es/cuenta/password/set/",
    "/es/cuenta/2fa/",
    "/es/cuenta/2fa/totp/activate/",
    "/es/cuenta/2fa/webauthn/",
    "/es/cuenta/2fa/webauthn/add/",
    "/es/cuenta/logout/",
    "/es/cuenta/borrar/",
    "/es/cuenta/segundo-factor/",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_of_the_account_is_in_the_design_and_keeps_the_policy(path):
    page = signed_in(make_person()).get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'class="fp-top"' in text
    assert " style=" not in text
    assert "<style" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("path", PAGES)
def test_strangers_sign_in_first(path):
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(("/es/cuenta/login/", "/en/cuenta/login/", "/es/convocatorias", "/es/"))


def test_profile_is_saved_and_answers_in_the_new_language():
    person = make_person()
    answer = signed_in(person).post("/es/cuenta/", {"name": "Ana Dzul", "language": "en", "time_zone": "America/Cancun"})
    assert answer.headers["Location"] == "/en/cuenta/"
    person.refresh_from_db()
    assert (person.name, person.language, person.time_zone, person.sort_name) == ("Ana Dzul", "en", "America/Cancun", "ana dzul")


def test_zone_outside_our_table_is_kept():
    person = make_person(time_zone="Asia/Tokyo")
    assert 'value="Asia/Tokyo" selected' in signed_in(person).get("/es/cuenta/").content.decode()


def test_signing_out_elsewhere_keeps_this_session():
    person = make_person()
    other, client = signed_in(person), signed_in(person)
    assert client.post("/es/cuenta/salir-de-otros/").status_code == 302
    assert client.get("/es/cuenta/").status_code == 200
    assert other.get("/es/cuenta/").status_code == 302


def test_password_is_set_and_the_owner_told():
    person = make_person()
    client = signed_in(person)
    answer = client.post("/es/cuenta/password/set/", {"password1": "agua que vuelve 3", "password2": "agua que vuelve 3"})
    assert answer.status_code == 302
    assert User.objects.get(pk=person.pk).check_password("agua que vuelve 3")
    letter = Notification.objects.get()
    assert (letter.kind, letter.context["change"], letter.email) == ("account_changed", "password_set", person.email)
    assert "/es/cuenta/" in render(letter).text


def test_forgotten_password_by_code():
    person = make_person("itzel@example.org", password="agua que vuelve 3")
    client = Client()
    assert (
        client.post("/es/cuenta/password/reset/", {"email": "itzel@example.org"}).headers["Location"]
        == "/es/cuenta/password/reset/confirm/"
    )
    client.post("/es/cuenta/password/reset/confirm/", {"code": latest_code("itzel@example.org")})
    client.post("/es/cuenta/password/reset/complete/", {"password1": "laguna crece 44", "password2": "laguna crece 44"})
    assert User.objects.get(pk=person.pk).check_password("laguna crece 44")


def test_forgotten_password_of_nobody_looks_the_same():
    client = Client()
    assert client.post("/es/cuenta/password/reset/", {"email": "n@example.org"}).headers["Location"] == "/es/cuenta/password/reset/confirm/"
    letter = Notification.objects.get()
    assert (letter.kind, "/es/cuenta/signup/" in render(letter).text) == ("unknown_account", True)


def test_address_changes_once_its_code_comes_back_and_the_old_one_is_told():
    person = make_person("old@example.org")
    client = signed_in(person)
    answer = client.post("/es/cuenta/email/", {"action_add": "1", "email": "New@example.org"})
    assert answer.headers["Location"] == "/es/cuenta/confirm-email/"
    assert User.objects.get(pk=person.pk).email == "old@example.org"
    client.post("/es/cuenta/confirm-email/", {"code": latest_code("new@example.org")})
    assert User.objects.get(pk=person.pk).email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    told = Notification.objects.get(kind="account_changed")
    assert (told.email, told.context["change"]) == ("old@example.org", "email_changed")


def test_erasing_says_what_happens_and_asks_once():
    person = make_person()
    client = signed_in(person)
    assert client.post("/es/cuenta/borrar/", {}).status_code == 200
    assert User.objects.get(pk=person.pk).erased_at is None
    assert client.post("/es/cuenta/borrar/", {"sure": "on"}).headers["Location"] == "/es/"
    assert User.objects.get(pk=person.pk).erased_at is not None


def test_erased_account_keeps_nothing_of_the_person():
    person = make_staff(email="lucia@example.org", name="Lucía Ríos", password="agua que vuelve 3", time_zone="America/Cancun")
    add_totp(person)
    client = signed_in(person, second_factor=True)
    erase(person=person)
    gone = User.objects.get(pk=person.pk)
    assert gone.email.endswith("@erased.invalid")
    assert (gone.name, gone.time_zone, gone.is_active, gone.is_staff, gone.has_usable_password()) == ("", "", False, False, False)
    assert (EmailAddress.objects.count(), Membership.objects.count(), Session.objects.count(), Invitation.objects.count()) == (0, 0, 0, 0)
    assert client.get("/es/cuenta/").status_code == 302
    assert Entry.objects.get(verb="account_erased").actor_email == ""


def test_letters_to_an_erased_person_keep_no_word_and_are_not_sent():
    person = make_person("itzel@example.org", name="Itzel Canul")
    sent = letter(key="a", kind="receipt", recipient=person, about="CCC-1", name="Itzel Canul")
    sent.state, sent.sent_at, sent.text = "sent", timezone.now(), "Itzel Canul"
    enqueue([sent, letter(key="b", kind="offer", recipient=person), letter(key="c", kind="offer", email="other@example.org")])
    erase(person=person)
    erased = User.objects.get(pk=person.pk).email
    rows = Notification.objects.order_by("key").values_list("key", "state", "email", "context", "text", "about")
    assert list(rows) == [
        ("a", "sent", erased, {}, "", "CCC-1"),
        ("b", "expired", erased, {}, "", ""),
        ("c", "pending", "other@example.org", {}, "", ""),
    ]


def test_erased_address_may_join_again_empty():
    person = make_person("itzel@example.org")
    erase(person=person)
    again = make_person("itzel@example.org", name="")
    assert (again.pk == person.pk, again.name) == (False, "")


def test_erasing_twice_changes_nothing():
    person = make_person()
    erase(person=person)
    before = User.objects.get(pk=person.pk)
    erase(person=person)
    assert User.objects.get(pk=person.pk).email == before.email
    assert Entry.objects.filter(verb="account_erased").count() == 1


def test_the_only_administrator_stays():
    admin = make_admin()
    with pytest.raises(LastAdministrator):
        erase(person=admin)
    assert signed_in(admin).post("/es/cuenta/borrar/", {"sure": "on"}).status_code == 409
    make_admin()
    erase(person=admin)
    assert User.objects.get(pk=admin.pk).is_superuser is False


def test_higher_rooms_hear_of_it_first_and_may_stop_it():
    heard = []

    def listen(person, **kwargs):
        heard.append(person.email)
        raise Refusal("Not while an offer is open.")

    person_erasing.connect(listen)
    try:
        person = make_person("itzel@example.org")
        with pytest.raises(Refusal):
            erase(person=person)
    finally:
        person_erasing.disconnect(listen)
    assert (heard, User.objects.get(pk=person.pk).email) == (["itzel@example.org"], "itzel@example.org")


def test_erasing_asks_for_the_password_of_who_has_one():
    person = make_person(password="agua que vuelve 3")
    client = signed_in(person, ago=600)
    answer = client.get("/es/cuenta/borrar/")
    assert answer.headers["Location"].startswith("/es/cuenta/reauthenticate/")
    client.post("/es/cuenta/reauthenticate/", {"password": "agua que vuelve 3", "next": "/es/cuenta/borrar/"})
    assert client.post("/es/cuenta/borrar/", {"sure": "on"}).status_code == 302
    assert User.objects.get(pk=person.pk).erased_at is not None


def test_another_address_ends_other_sessions_and_the_way_in_by_the_old_one():
    person = make_person("itzel@example.org")
    enqueue([letter(key="a", kind="sign_in_code", queue="codes", email="itzel@example.org")])
    waiting, elsewhere, client = Client(), signed_in(person), signed_in(person)
    waiting.post("/es/cuenta/login/", {"login": "itzel@example.org", "password": ""})
    old = latest_code("itzel@example.org")
    client.post("/es/cuenta/email/", {"action_add": "1", "email": "otra@example.org"})
    client.post("/es/cuenta/confirm-email/", {"code": latest_code("otra@example.org")})
    person.refresh_from_db()
    assert person.email == "otra@example.org"
    assert (client.get("/es/cuenta/").status_code, elsewhere.get("/es/cuenta/").status_code) == (200, 302)
    waiting.post("/es/cuenta/login/code/confirm/", {"code": old})
    assert "_auth_user_id" not in waiting.session
    assert set(Notification.objects.filter(email="itzel@example.org").values_list("recipient", flat=True)) == {person.pk}


@pytest.mark.parametrize("path", ["password/change/", "password/set/", "reauthenticate/"])
def test_pages_with_a_password_speak_to_you_as_tu_and_name_no_field_by_a_placeholder(path):
    person = make_person(password=None if "set" in path else "agua que vuelve 3")
    answer = signed_in(person).post(
        f"/es/cuenta/{path}", {"oldpassword": "x", "password": "x", "password1": "uno mas otro 1", "password2": "dos"}
    )
    page = answer.content.decode()
    assert "Error: " in page
    assert "placeholder" not in page
    assert not re.search(r"\b([Ss]u|[Hh]a|[Dd]ebe) (contraseña|olvidado|escribir)", page)
    assert ("10 caracteres" in page) is ("reauth" not in path)


def test_a_new_address_is_an_email_for_the_browser_and_a_login_where_one_signs_in():
    assert 'autocomplete="email"' in signed_in(make_person()).get("/es/cuenta/email/").content.decode()
    assert 'autocomplete="username webauthn"' in Client().get("/es/cuenta/login/").content.decode()
