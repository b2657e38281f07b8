"""The door in a real browser: passkeys by a virtual authenticator, under the portal's own content security policy."""

import pytest

from fundportal.accounts.models import User
from fundportal.accounts.roles import Role
from fundportal.accounts.sessions import Session
from tests.accounts.people import make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, site):
    """A telephone with a fingerprint reader; `page.faults` collects what the console complains of."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, base_url=site, locale="es-MX", timezone_id="America/Cancun")
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    yield page
    context.close()


def enter(page, email):
    """Sign in by the code of the letter."""
    page.goto("/es/cuenta/login/")
    page.fill("#id_login", email)
    page.click(".fp-form button")
    page.wait_for_url("**/code/confirm/**")
    page.fill("#id_code", code_for(email))
    with page.expect_navigation(url=lambda url: "code/confirm" not in url):
        page.click("button[value=verify]")


def code_for(email):
    """What the session waits for: the letter may have left, and its code is wiped then."""
    logins = [session.get_decoded().get("account_login") for session in Session.objects.all()]
    return next(login["state"]["stages"]["login_by_code"]["data"]["code"] for login in logins if login and login["email"] == email)


def test_staff_create_a_passkey_and_come_in_with_it_alone(page):
    staff = make_staff(Role.COORDINATOR, email="lucia@example.org")
    enter(page, "lucia@example.org")
    assert page.url.endswith("/es/cuenta/segundo-factor/?next=%2Fadmin%2F")
    page.click("text=/Create a passkey|Crear una llave/")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
    page.context.clear_cookies()
    page.goto("/es/cuenta/login/?next=/admin/")
    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    assert page.faults == []
    assert User.objects.get(pk=staff.pk).authenticator_set.filter(type="webauthn").count() == 1


def test_browser_tells_its_time_zone(page):
    enter(page, "nueva@example.org")
    assert User.objects.get(email="nueva@example.org").time_zone == "America/Cancun"
    assert [fault for fault in page.faults if "404" not in fault] == []


def test_cancelled_passkey_is_said_in_words(page):
    page.goto("/es/cuenta/login/")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-trouble", state="visible")
    assert len(page.inner_text("#passkey-trouble")) > 20
    assert page.faults == []
