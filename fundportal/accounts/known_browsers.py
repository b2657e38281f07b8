"""A browser in which a person has entered before is remembered by a signed cookie, so that strangers cannot use up that person's codes."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE, SALT = "entered", "fundportal.accounts.known_browsers"
LIFE = 60 * 60 * 24 * 400  # seconds; browsers keep no cookie longer
MOST = 20  # addresses; a shared computer forgets the oldest


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Note in the browser that this address has entered here. The cookie holds a random name of the browser and keyed hashes, no address."""
    browser, known = _read(request)
    mark = _mark(email)
    value = ".".join([browser or secrets.token_hex(8), mark, *[other for other in known if other != mark][: MOST - 1]])
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=SALT,
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.SESSION_COOKIE_SAMESITE,
    )


def known_browser(request: HttpRequest, email: str) -> str:
    """The random name of this browser if the address has entered in it, otherwise nothing."""
    browser, known = _read(request)
    return browser if _mark(email) in known else ""


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    value = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LIFE) or ""
    browser, *known = value.split(".")
    return browser, known


def _mark(email: str) -> str:
    return salted_hmac(SALT, email.lower(), algorithm="sha256").hexdigest()[:24]
