import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from fundportal.accounts.membership import NotYours
from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.accounts.seal import SealBroken, seal, unseal
from fundportal.accounts.second_factor import reset_second_factor
from fundportal.accounts.sessions import Session
from fundportal.audit.models import Entry
from tests.accounts.people import add_totp, make_admin, make_person, make_staff, signed_in, title_of, totp_code

STEP = "/es/cuenta/segundo-factor/?next=%2Fadmin%2F"


def test_stranger_is_sent_to_the_portals_own_sign_in_page():
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/es/cuenta/login/?next=/admin/"


def test_applicant_may_not_enter_the_admin():
    assert signed_in(make_person()).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("role", Role.values)
def test_staff_without_second_factor_are_asked_to_set_one_up(role):
    answer = signed_in(make_staff(role)).get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == STEP
    assert "/es/cuenta/2fa/totp/activate/" in answer.content.decode()


def test_staff_with_an_app_are_asked_for_its_code():
    staff = make_staff()
    secret, client = add_totp(staff), signed_in(staff)
    answer = client.get("/admin/", follow=True)
    assert "/es/cuenta/2fa/reauthenticate/?next=/admin/" in answer.content.decode()
    answer = client.post("/es/cuenta/2fa/reauthenticate/", {"code": totp_code(secret), "next": "/admin/"})
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_staff_with_second_factor_enter(role):
    assert signed_in(make_staff(role), second_factor=True).get("/admin/").status_code == 200


def test_superuser_needs_a_second_factor_too():
    admin = make_admin()
    assert signed_in(admin).get("/admin/").status_code == 302
    assert signed_in(admin, second_factor=True).get("/admin/").status_code == 200


@pytest.mark.parametrize("method", ["password", "code", "password_reset"])
def test_no_other_way_counts_as_second_factor(method):
    client = signed_in(make_staff())
    session = client.session
    session["account_authentication_methods"] = [{"method": method, "reauthenticated": True, "at": 1}]
    session.save()
    assert client.get("/admin/").status_code == 302


def test_passkey_that_opened_the_session_counts():
    client = signed_in(make_staff())
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "passwordless": True, "at": time.time()}]
    session.save()
    assert client.get("/admin/").status_code == 200


def test_second_factor_lasts_a_working_day():
    staff = make_staff()
    assert signed_in(staff, second_factor=True, ago=12 * 3600 - 60).get("/admin/").status_code == 200
    assert signed_in(staff, second_factor=True, ago=12 * 3600 + 60).get("/admin/").status_code == 302


def test_records_of_another_person_do_not_count():
    client = signed_in(make_staff(), second_factor=True)
    session = client.session
    session["account_authentication_methods_user"] = "0"
    session.save()
    assert client.get("/admin/").status_code == 302


def test_who_is_no_longer_staff_is_out_at_once():
    staff = make_staff()
    client = signed_in(staff, second_factor=True)
    staff.memberships.get().delete()
    assert client.get("/admin/", follow=True).status_code == 403


def test_sample_logins_need_none_only_where_they_are_switched_on(settings):
    sample = make_staff(email="reviewer@sample.invalid", role=Role.REVIEWER)
    assert signed_in(sample).get("/admin/").status_code == 302
    settings.SAMPLE_LOGINS = True
    assert signed_in(sample).get("/admin/").status_code == 200
    assert signed_in(make_staff()).get("/admin/").status_code == 302


def test_setting_up_an_app_opens_the_work_and_ends_other_sessions():
    staff = make_staff()
    elsewhere, client = signed_in(staff), signed_in(staff)
    page = client.get("/es/cuenta/2fa/totp/activate/")
    assert title_of(page)
    assert "data:image/svg+xml;base64," in page.content.decode()
    with_commit = client.post("/es/cuenta/2fa/totp/activate/", {"code": totp_code(page.context["form"].secret)})
    assert with_commit.status_code == 302
    assert Authenticator.objects.filter(user=staff).count() == 2  # the app and its recovery codes
    assert "secret" in Authenticator.objects.get(user=staff, type="totp").data
    assert elsewhere.session is not None


@pytest.mark.django_db(transaction=True)
def test_after_setting_up_the_session_stands_and_others_are_gone():
    staff = make_staff()
    elsewhere, client = signed_in(staff), signed_in(staff)
    page = client.get("/es/cuenta/2fa/totp/activate/")
    client.post("/es/cuenta/2fa/totp/activate/", {"code": totp_code(page.context["form"].secret)})
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/es/cuenta/").status_code == 302
    added = Entry.objects.filter(verb="second_factor_added").order_by("id").values_list("detail", flat=True)
    assert list(added) == [{"how": "totp"}, {"how": "recovery_codes"}]


@pytest.mark.django_db(transaction=True)
def test_a_factor_that_is_taken_off_stands_in_no_session():
    staff = make_staff()
    add_totp(staff)
    elsewhere, client = signed_in(staff, second_factor=True), signed_in(staff, second_factor=True)
    assert client.post("/es/cuenta/2fa/totp/deactivate/").status_code == 302
    assert client.get("/es/cuenta/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert elsewhere.get("/es/cuenta/").status_code == 302


def test_failed_second_factor_is_recorded():
    staff = make_staff()
    add_totp(staff)
    signed_in(staff).post("/es/cuenta/2fa/reauthenticate/", {"code": "000000"})
    entry = Entry.objects.get(verb="second_factor_failed")
    assert (entry.target, entry.detail) == (f"person:{staff.pk}", {"how": "totp"})


def test_password_alone_does_not_take_the_second_factor_off():
    staff = make_staff(password="agua que vuelve 3")
    add_totp(staff)
    client = signed_in(staff)
    answer = client.get("/es/cuenta/2fa/totp/deactivate/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/es/cuenta/2fa/reauthenticate/")
    assert client.get("/es/cuenta/reauthenticate/").headers["Location"].startswith("/es/cuenta/2fa/reauthenticate/")


def test_secrets_are_sealed_in_the_database():
    staff = make_staff()
    secret = add_totp(staff)
    stored = Authenticator.objects.get(user=staff).data["secret"]
    assert secret not in stored
    assert unseal(stored) == secret


def test_seal_survives_a_change_of_key_with_the_old_one_as_fallback(settings):
    sealed = seal("geheim")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    assert unseal(sealed) == "geheim"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SealBroken):
        unseal(sealed)


def test_only_another_administrator_takes_it_off():
    staff, admin = make_staff(), make_admin()
    add_totp(staff)
    add_totp(admin)
    signed_in(staff)
    for wrong, person in ((staff, staff), (staff, admin), (admin, admin)):
        with pytest.raises(NotYours):
            reset_second_factor(person=person, by=wrong)
    assert reset_second_factor(person=staff, by=admin) == 1
    assert Session.objects.filter(person=staff).count() == 0
    assert Entry.objects.get(verb="second_factor_reset").target == f"person:{staff.pk}"


def test_reset_page_of_the_admin():
    staff, admin = make_staff(), make_admin()
    add_totp(staff)
    client = signed_in(admin, second_factor=True)
    path = f"/admin/accounts/user/{staff.pk}/second-factor/"
    assert client.get(path).status_code == 200
    assert Authenticator.objects.count() == 1
    assert client.post(path).headers["Location"] == f"/admin/accounts/user/{staff.pk}/change/"
    assert Authenticator.objects.count() == 0


@pytest.mark.parametrize("role", Role.values)
def test_staff_may_not_reset_or_erase(role):
    person, client = make_person(), signed_in(make_staff(role), second_factor=True)
    for page in ("second-factor", "erase"):
        assert client.post(f"/admin/accounts/user/{person.pk}/{page}/").status_code == 403
    assert User.objects.filter(erased_at=None).count() == 2


def test_staff_sign_in_once_a_working_day(client):
    staff = make_staff(password="agua que vuelve 3")
    client.post("/es/cuenta/login/", {"login": staff.email, "password": "agua que vuelve 3"})
    assert client.session.get_expiry_age() == 12 * 3600
    person = make_person(password="agua que vuelve 3")
    other = Client()
    other.post("/es/cuenta/login/", {"login": person.email, "password": "agua que vuelve 3"})
    assert other.session.get_expiry_age() == 30 * 24 * 3600
