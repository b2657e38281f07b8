"""Behind https: cookies, HSTS and redirects, as the settings of a real portal make them."""

import json
import os
import subprocess
import sys

import pytest

ASK = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
page = Client().get("/es/cuenta/login/", secure=True, headers={"host": "fondo.example.org"})
plain = Client().get("/es/cuenta/login/", headers={"host": "fondo.example.org"})
cookies = {name: {k: morsel[k] for k in ("secure", "httponly", "samesite")} for name, morsel in page.cookies.items()}
kept = {name: getattr(settings, name) for name in ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE")}
print(json.dumps({"headers": dict(page.headers), "status": page.status_code, "plain": [plain.status_code, plain["Location"], plain.get("Content-Security-Policy", "")], "cookies": cookies, "settings": kept}))
"""


@pytest.fixture(scope="module")
def told():
    environment = os.environ | {"SITE_URL": "https://fondo.example.org", "ALLOWED_HOSTS": "fondo.example.org", "SAMPLE_LOGINS": "0"}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_cookies_travel_by_https_alone_and_stay_on_the_site(told):
    assert told["settings"] == {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
    }
    assert told["cookies"] != {}
    assert {name: (cookie["secure"], cookie["samesite"]) for name, cookie in told["cookies"].items()} == dict.fromkeys(
        told["cookies"], (True, "Lax")
    )


def test_browsers_are_told_to_come_by_https_for_a_year(told):
    assert (told["status"], told["headers"]["Strict-Transport-Security"]) == (200, "max-age=31536000; includeSubDomains; preload")


def test_who_comes_by_http_is_led_to_https(told):
    status, location, policy = told["plain"]
    assert (status, location) == (301, "https://fondo.example.org/es/cuenta/login/")
    assert "default-src 'none'" in policy
