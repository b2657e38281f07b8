import pytest
from allauth.account import app_settings as account_settings
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as mfa_settings
from django.core.cache import cache
from django.test import Client

from fundportal.accounts.models import User
from fundportal.notifications.models import Notification
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
