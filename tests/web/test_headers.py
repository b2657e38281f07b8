import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from fundportal.web.headers import CONTENT_SECURITY_POLICY, SecurityHeadersMiddleware
from tests.accounts.people import make_admin, signed_in

PAGES = ["/", "/es/", "/es/cuenta/login/", "/es/no-such-page/", "/healthz", "/static/none.css", "/admin/", "/es/convocatorias/%00/"]


def answer(path):
    return SecurityHeadersMiddleware(lambda request: HttpResponse("x"))(RequestFactory().get(path))


def test_policy_has_no_unsafe_word_and_starts_from_nothing():
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_the_same_policy(settings, path):
    settings.PUBLIC_PAGE_CACHE = False
    client = Client(raise_request_exception=False)
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert (headers["Referrer-Policy"], headers["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin")


@pytest.mark.django_db
def test_admin_carries_it_too():
    assert signed_in(make_admin(), second_factor=True).get("/admin/").headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize(
    ("path", "camera"),
    [
        ("/es/solicitudes/", "(self)"),
        ("/en/solicitudes/CCC-1/film/", "(self)"),
        ("/es/", "()"),
        ("/es/cuenta/login/", "()"),
        ("/solicitudes/", "()"),
    ],
)
def test_camera_and_microphone_only_where_one_applies(path, camera):
    policy = answer(path).headers["Permissions-Policy"].split(", ")
    assert f"camera={camera}" in policy
    assert f"microphone={camera}" in policy


def test_passkeys_are_allowed_everywhere():
    policy = answer("/es/").headers["Permissions-Policy"].split(", ")
    assert "publickey-credentials-get=(self)" in policy
    assert "publickey-credentials-create=(self)" in policy


@pytest.mark.parametrize(("seconds", "header"), [(0, None), (31536000, "max-age=31536000; includeSubDomains; preload")])
def test_hsts_where_the_site_is_https(settings, seconds, header):
    settings.SECURE_HSTS_SECONDS = seconds
    assert answer("/es/").headers.get("Strict-Transport-Security") == header
