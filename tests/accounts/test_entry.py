import base64
import re
import time

import pytest
from django.test import Client

from fundportal.accounts.models import User
from fundportal.accounts.sessions import Session
from fundportal.notifications.models import Notification
from tests.accounts.people import add_totp, latest_code, make_person, make_staff, title_of, totp_code

LOGIN, CODE = "/es/cuenta/login/", "/es/cuenta/login/code/confirm/"


def ask(client, email, path=LOGIN, **more):
    return client.post(path, {"login": email, "password": "", **more})


def shape(response):
    """What a stranger could compare: status, place, page without token and address."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return response.status_code, response.headers.get("Location"), re.sub(r"<strong>[^<]*</strong>", "", page)


def test_login_page_has_the_promised_fields():
    page = Client().get(LOGIN).content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "<style" not in page
    assert " style=" not in page


def test_blank_password_mails_a_code_that_opens_the_door():
    person, client = make_person("itzel@example.org"), Client()
    assert ask(client, "itzel@example.org").headers["Location"] == CODE
    letter = Notification.objects.get()
    assert (letter.kind, letter.queue, letter.recipient, letter.language) == ("sign_in_code", "codes", person, "es-mx")
    answer = client.post(CODE, {"code": latest_code("itzel@example.org")})
    assert answer.headers["Location"] == "/es/solicitudes/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_new_address_gets_an_account_once_its_code_comes_back():
    client = Client()
    ask(client, " Nueva@Example.ORG ", time_zone="America/Cancun")
    assert User.objects.filter(email="nueva@example.org").count() == 0
    client.post(CODE, {"code": latest_code("nueva@example.org")})
    person = User.objects.get(email="nueva@example.org")
    assert (person.language, person.time_zone, person.has_usable_password()) == ("es-mx", "America/Cancun", False)
    assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [("nueva@example.org", True, True)]
    assert client.session["_auth_user_id"] == str(person.pk)


def test_code_is_taken_with_other_spaces_and_without_its_dash():
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    client.post(CODE, {"code": f" {latest_code('itzel@example.org').replace('-', ' ')} "})
    assert "_auth_user_id" in client.session


def test_nobody_learns_whether_an_address_has_an_account():
    make_person("itzel@example.org")
    known, unknown = Client(), Client()
    assert shape(ask(known, "itzel@example.org")) == shape(ask(unknown, "nobody@example.org"))
    assert shape(known.get(CODE)) == shape(unknown.get(CODE))
    assert shape(known.post(CODE, {"code": "0000-0000"})) == shape(unknown.post(CODE, {"code": "0000-0000"}))
    assert list(Notification.objects.order_by("id").values_list("kind", flat=True)) == ["sign_in_code", "sign_in_code"]


def test_sign_up_keeps_name_language_and_zone():
    client = Client()
    told = {"name": "Yolotl Xiu", "email": "YOLOTL@example.org", "time_zone": "America/Bogota"}
    assert client.post("/en/cuenta/signup/", told).headers["Location"] == "/en/cuenta/login/code/confirm/"
    assert Notification.objects.get().language == "en"
    client.post("/en/cuenta/login/code/confirm/", {"code": latest_code("yolotl@example.org")})
    person = User.objects.get(email="yolotl@example.org")
    assert (person.name, person.language, person.time_zone) == ("Yolotl Xiu", "en", "America/Bogota")


def test_sign_up_with_a_known_address_is_the_way_in_and_changes_no_name():
    person, client = make_person("itzel@example.org", name="Itzel"), Client()
    client.post("/es/cuenta/signup/", {"name": "Somebody Else", "email": "itzel@example.org"})
    client.post(CODE, {"code": latest_code("itzel@example.org")})
    person.refresh_from_db()
    assert (person.name, client.session["_auth_user_id"]) == ("Itzel", str(person.pk))


@pytest.mark.parametrize("zone", ["America", "../../etc/passwd", "Mars/Olympus", "x" * 41])
def test_a_zone_that_is_none_is_left_out(zone):
    client = Client()
    ask(client, "n@example.org", time_zone=zone)
    if Notification.objects.exists():
        client.post(CODE, {"code": latest_code("n@example.org")})
        assert User.objects.get().time_zone == ""
    else:
        assert len(zone) > 40  # the form refuses it


def test_the_way_goes_on_to_where_one_wanted_to_go():
    make_person("itzel@example.org")
    client = Client()
    answer = ask(client, "itzel@example.org", path=LOGIN + "?next=/es/convocatorias/ccc/")
    assert answer.headers["Location"] == CODE + "?next=%2Fes%2Fconvocatorias%2Fccc%2F"
    answer = client.post(CODE, {"code": latest_code("itzel@example.org"), "next": "/es/convocatorias/ccc/"})
    assert answer.headers["Location"] == "/es/convocatorias/ccc/"


def test_the_way_never_goes_to_another_site():
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    answer = client.post(CODE, {"code": latest_code("itzel@example.org"), "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/es/solicitudes/"


def test_a_second_code_replaces_the_first():
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    first = latest_code("itzel@example.org")
    client.post(CODE, {"action": "resend"})
    second = latest_code("itzel@example.org")
    assert first != second
    client.post(CODE, {"code": first})
    assert "_auth_user_id" not in client.session
    client.post(CODE, {"code": second})
    assert "_auth_user_id" in client.session


def test_unknown_address_may_ask_for_a_second_code_too():
    client = Client()
    ask(client, "n@example.org")
    client.post(CODE, {"action": "resend"})
    client.post(CODE, {"code": latest_code("n@example.org")})
    assert User.objects.get().email == "n@example.org"


def test_five_wrong_codes_end_it():
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    code = latest_code("itzel@example.org")
    answers = [client.post(CODE, {"code": "0000-0000"}).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 302]
    assert client.post(CODE, {"code": code}).headers["Location"] == LOGIN


def test_a_code_lives_a_quarter_of_an_hour(monkeypatch):
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    code = latest_code("itzel@example.org")
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    assert client.post(CODE, {"code": code}).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_new_code_has_its_own_quarter_of_an_hour(monkeypatch):
    make_person("itzel@example.org")
    client = Client()
    ask(client, "itzel@example.org")
    start = time.time()
    monkeypatch.setattr("time.time", lambda: start + 14 * 60)
    client.post(CODE, {"action": "resend"})
    monkeypatch.setattr("time.time", lambda: start + 28 * 60)
    client.post(CODE, {"code": latest_code("itzel@example.org")})
    assert "_auth_user_id" in client.session


def test_closed_account_stays_closed():
    make_person("itzel@example.org", is_active=False)
    client = Client()
    ask(client, "itzel@example.org")
    assert client.post(CODE, {"code": latest_code("itzel@example.org")}).headers["Location"] == "/es/cuenta/inactive/"
    assert "_auth_user_id" not in client.session


def test_password_opens_the_door_whatever_case_and_spaces():
    make_person("itzel@example.org", password="agua que vuelve 3")
    client = Client()
    answer = client.post(LOGIN, {"login": "  ITZEL@Example.org ", "password": "agua que vuelve 3"})
    assert answer.headers["Location"] == "/es/solicitudes/"


def test_password_keeps_the_zone_of_the_browser():
    person = make_person("itzel@example.org", password="agua que vuelve 3")
    Client().post(LOGIN, {"login": "itzel@example.org", "password": "agua que vuelve 3", "time_zone": "America/Cancun"})
    person.refresh_from_db()
    assert person.time_zone == "America/Cancun"


def test_wrong_password_and_unknown_address_look_the_same():
    make_person("itzel@example.org", password="agua que vuelve 3")
    known, unknown = Client(), Client()
    first = known.post(LOGIN, {"login": "itzel@example.org", "password": "wrong"})
    second = unknown.post(LOGIN, {"login": "itzex@example.org", "password": "wrong"})
    assert first.status_code == second.status_code == 200
    assert list(first.context["form"].non_field_errors()) == list(second.context["form"].non_field_errors())


def test_second_factor_is_asked_after_the_code():
    person, client = make_staff(email="lucia@example.org"), Client()
    secret = add_totp(person)
    ask(client, "lucia@example.org")
    assert client.post(CODE, {"code": latest_code("lucia@example.org")}).headers["Location"] == "/es/cuenta/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post("/es/cuenta/2fa/authenticate/", {"code": totp_code(secret)}).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_person_without_address_rows_needs_one_code_only():
    User.objects.create_user("old@example.org", name="Old")
    client = Client()
    ask(client, "old@example.org")
    assert client.post(CODE, {"code": latest_code("old@example.org")}).headers["Location"] == "/es/solicitudes/"
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(("language", "title"), [("es", "Crear una cuenta"), ("en", "Create an account")])
def test_sign_up_page_speaks_both_languages_and_knows_the_address(language, title):
    page = Client().get(f"/{language}/cuenta/signup/?email=a@example.org")
    assert (title_of(page), page.context["form"]["email"].value()) == (title, "a@example.org")


def test_a_copy_of_the_database_opens_no_door():
    client = Client()
    ask(client, "n@example.org")
    stored, code = Session.objects.get(), latest_code("n@example.org")
    assert code in str(client.session["account_login"])
    assert stored.session_key != client.session.session_key
    thief = Client()
    thief.cookies["sessionid"] = stored.session_key
    assert thief.get(CODE).status_code == 302
    for kept in (stored.session_data, base64.urlsafe_b64decode(stored.session_data + "==").decode("latin-1")):
        assert code not in kept
