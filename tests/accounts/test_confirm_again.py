import time

import pytest

from fundportal.accounts.models import User
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from tests.accounts.people import add_totp, latest_code, make_person, signed_in

AGAIN = "/es/cuenta/reauthenticate/codigo/"
LOCKS = ["borrar/", "email/", "password/set/", "2fa/totp/activate/", "2fa/webauthn/add/"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_browser_that_was_left_open_does_not_touch_the_lock(lock):
    path = f"/es/cuenta/{lock}"
    client = signed_in(make_person(), ago=600)
    for answer in (client.get(path), client.post(path, {"sure": "on"})):
        assert answer.headers["Location"].startswith(AGAIN)
    assert Notification.objects.count() == 0, "looking at the page sends nothing"
    assert signed_in(make_person()).get(path).status_code == 200, "who has just come in need not confirm"


def test_a_code_confirms_and_leads_on():
    person = make_person("itzel@example.org")
    client = signed_in(person, ago=600)
    client.post("/es/cuenta/borrar/", {"sure": "on"})
    assert client.get(AGAIN).status_code == 200
    assert (
        client.post(AGAIN, {"action": "send", "next": "/es/cuenta/borrar/"}).headers["Location"]
        == f"{AGAIN}?next=%2Fes%2Fcuenta%2Fborrar%2F"
    )
    assert Notification.objects.get().kind == "confirm_code"
    client.post(AGAIN, {"action": "verify", "code": latest_code("itzel@example.org"), "next": "/es/cuenta/borrar/"})
    assert User.objects.get(pk=person.pk).erased_at is not None, "what was asked for is done"


def test_five_wrong_codes_end_it_and_are_recorded():
    person = make_person("itzel@example.org")
    client = signed_in(person, ago=600)
    client.post(AGAIN, {"action": "send"})
    right = latest_code("itzel@example.org")
    for _ in range(5):
        client.post(AGAIN, {"action": "verify", "code": "0000-0000"})
    client.post(AGAIN, {"action": "verify", "code": right})
    assert client.get("/es/cuenta/borrar/").status_code == 302
    assert Entry.objects.filter(verb="sign_in_failed", target=f"person:{person.pk}").count() == 5


def test_a_code_runs_out_and_belongs_to_its_address():
    person = make_person("itzel@example.org")
    client = signed_in(person, ago=600)
    client.post(AGAIN, {"action": "send"})
    User.objects.filter(pk=person.pk).update(email="otra@example.org")
    client.post(AGAIN, {"action": "verify", "code": latest_code("itzel@example.org")})
    assert client.get("/es/cuenta/email/").status_code == 302
    client.post(AGAIN, {"action": "send"})
    session = client.session
    session["confirm_again"] = {**session["confirm_again"], "at": time.time() - 901}
    session.save()
    client.post(AGAIN, {"action": "verify", "code": latest_code("otra@example.org")})
    assert client.get("/es/cuenta/email/").status_code == 302


def test_who_has_a_second_factor_confirms_with_that_alone():
    person = make_person(password="agua que vuelve 3")
    add_totp(person)
    client = signed_in(person)
    assert client.get("/es/cuenta/borrar/").headers["Location"].startswith("/es/cuenta/2fa/reauthenticate/")
    assert client.get(AGAIN).headers["Location"].startswith("/es/cuenta/2fa/reauthenticate/")
    assert signed_in(person, second_factor=True).get("/es/cuenta/borrar/").status_code == 200
