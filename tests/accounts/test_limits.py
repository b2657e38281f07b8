from datetime import timedelta

import pytest
from allauth.account import app_settings as account_settings
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as mfa_settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from fundportal.accounts.models import User
from fundportal.notifications.models import Notification
from fundportal.notifications.strangers import stranger_figures
from fundportal.web.cache import circuit
from tests.accounts.people import add_totp, latest_code, make_person, signed_in, totp_code

LOGIN, CODE = "/es/cuenta/login/", "/es/cuenta/login/code/confirm/"
LIMITS = {**account_settings.RATE_LIMITS, **{f"mfa {action}": rate for action, rate in mfa_settings.RATE_LIMITS.items()}}


@pytest.mark.parametrize("action", sorted(LIMITS))
def test_no_limit_counts_by_network_address(action):
    assert [str(rate) for rate in parse_rates(LIMITS[action] or None) if rate.per not in {"key", "user"}] == []


def test_six_codes_in_a_quarter_of_an_hour_for_one_address():
    make_person("itzel@example.org")
    for _ in range(6):
        assert Client().post(LOGIN, {"login": "itzel@example.org", "password": ""}).status_code == 302
    refused = Client().post(LOGIN, {"login": "ITZEL@example.org", "password": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["login"])
    assert Notification.objects.count() == 6


def test_a_stranger_who_asks_for_codes_locks_nobody_out_of_their_own_browser():
    person, own = make_person("itzel@example.org", password="agua que vuelve 3"), Client()
    own.post(LOGIN, {"login": "itzel@example.org", "password": "agua que vuelve 3"})
    own.post("/es/cuenta/logout/")
    assert person.email not in own.cookies["entered"].value
    stranger = [Client().post(LOGIN, {"login": "itzel@example.org", "password": ""}) for _ in range(7)]
    assert [answer.status_code for answer in stranger] == [302] * 6 + [200]
    assert "15 minutos" in stranger[-1].content.decode(), "it says when"
    assert own.post(LOGIN, {"login": "itzel@example.org", "password": ""}).status_code == 302
    forger = Client()
    forger.cookies["entered"] = "x" + own.cookies["entered"].value[1:]
    assert forger.post(LOGIN, {"login": "itzel@example.org", "password": ""}).status_code == 200, "a forged cookie is none"
    call_command("lift_limits", "ITZEL@example.org")
    assert Client().post(LOGIN, {"login": "itzel@example.org", "password": ""}).status_code == 302


def test_one_session_does_not_mail_half_the_world():
    client = Client()
    answers = [client.post("/es/cuenta/signup/", {"name": "A", "email": f"a{n}@example.org"}).status_code for n in range(21)]
    assert answers == [302] * 20 + [200]
    assert Client().post("/es/cuenta/signup/", {"name": "A", "email": "a20@example.org"}).status_code == 302


def test_strangers_have_a_measure_for_all_of_them_and_people_with_an_account_none(settings):
    settings.STRANGERS_PER_HOUR = 2
    make_person("itzel@example.org")
    pages = {}
    for email in ("a@example.org", "b@example.org", "c@example.org", "itzel@example.org"):
        client = Client()
        client.post(LOGIN, {"login": email, "password": ""})
        pages[email] = client.get(CODE).content.decode()
    assert list(Notification.objects.order_by("pk").values_list("email", flat=True)) == [
        "a@example.org",
        "b@example.org",
        "itzel@example.org",
    ]
    told = [email for email, page in pages.items() if "cinco minutos" in page]
    assert told == ["c@example.org", "itzel@example.org"], "the page tells nobody who has an account"
    Client().post("/es/cuenta/password/reset/", {"email": "d@example.org"})
    assert stranger_figures() == {"last_hour": 2, "most": 2, "full": True}
    Notification.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert stranger_figures()["full"] is False


def test_sign_up_and_new_codes_count_with_signing_in():
    client = Client()
    for _ in range(3):
        client = Client()
        assert client.post("/es/cuenta/signup/", {"name": "A", "email": "a@example.org"}).status_code == 302
    for _ in range(2):
        client.post(CODE, {"action": "resend"})
    client = Client()
    client.post(LOGIN, {"login": "a@example.org", "password": ""})
    client.post(CODE, {"action": "resend"})
    assert Notification.objects.count() == 6
    assert Client().post("/es/cuenta/signup/", {"name": "A", "email": "a@example.org"}).status_code == 200


def test_unknown_address_has_the_same_limit():
    answers = [Client().post(LOGIN, {"login": "n@example.org", "password": ""}).status_code for _ in range(7)]
    assert answers == [302] * 6 + [200]


def test_a_whole_school_behind_one_address_signs_in():
    for number in range(60):
        make_person(f"pupil{number}@example.org")
    client, answers = Client(), []
    for number in range(60):
        client.cookies.clear()
        answers.append(client.post(LOGIN, {"login": f"pupil{number}@example.org", "password": ""}).status_code)
    assert answers == [302] * 60


def test_five_wrong_passwords_then_a_pause_for_that_account_alone():
    make_person("itzel@example.org", password="agua que vuelve 3")
    make_person("ana@example.org", password="agua que vuelve 3")
    for _ in range(5):
        Client().post(LOGIN, {"login": "itzel@example.org", "password": "wrong"})
    assert Client().post(LOGIN, {"login": "itzel@example.org", "password": "agua que vuelve 3"}).status_code == 200
    assert Client().post(LOGIN, {"login": "ana@example.org", "password": "agua que vuelve 3"}).status_code == 302
    assert Client().post(LOGIN, {"login": "itzel@example.org", "password": ""}).status_code == 302  # a code still works


def test_right_passwords_use_nothing_up():
    make_person("itzel@example.org", password="agua que vuelve 3")
    answers = [Client().post(LOGIN, {"login": "itzel@example.org", "password": "agua que vuelve 3"}).status_code for _ in range(8)]
    assert answers == [302] * 8


def test_five_wrong_second_factors_then_a_pause():
    person, client = make_person("itzel@example.org"), Client()
    secret = add_totp(person)
    client.post(LOGIN, {"login": "itzel@example.org", "password": ""})
    client.post(CODE, {"code": latest_code("itzel@example.org")})
    for _ in range(5):
        assert client.post("/es/cuenta/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/es/cuenta/2fa/authenticate/", {"code": totp_code(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("path", "data", "allowed"),
    [
        ("/es/cuenta/password/set/", {"password1": "a", "password2": "b"}, 5),
        ("/es/cuenta/email/", {"action_add": "1", "email": "not an address"}, 10),
    ],
)
def test_changes_of_an_account_are_limited_by_account(path, data, allowed):
    client = signed_in(make_person())
    answers = [client.post(path, data).status_code for _ in range(allowed + 1)]
    assert answers == [200] * allowed + [429]
    assert signed_in(make_person()).post(path, data).status_code == 200


def test_password_reset_is_limited_by_address_of_email():
    answers = [Client().post("/es/cuenta/password/reset/", {"email": "itzel@example.org"}).status_code for _ in range(7)]
    assert answers == [302] * 6 + [429]
    assert Client().post("/es/cuenta/password/reset/", {"email": "ana@example.org"}).status_code == 302


def test_reauthentication_is_limited_by_account():
    client = signed_in(make_person(password="agua que vuelve 3"))
    answers = [client.post("/es/cuenta/reauthenticate/", {"password": ""}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_with_the_cache_away_people_still_come_in():
    circuit.trip(ConnectionError())
    client = Client()
    client.post(LOGIN, {"login": "n@example.org", "password": ""})
    client.post(CODE, {"code": latest_code("n@example.org")})
    assert User.objects.get().email == "n@example.org"
    assert cache.get("anything") is None
