"""How many codes leave: for one address, from one browser, and to strangers altogether. Never by network address: a school sits behind one."""

from __future__ import annotations

import math
import time

from allauth.core.internal.ratelimit import apply_rate, get_cache_key, get_rates
from allauth.core.ratelimit import clear, consume
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fundportal.accounts.known_browsers import known_browser

ACTION = "request_login_code"
PER_SESSION = 20  # codes asked for in one session that did not lead in; whoever comes in begins a new one
ASKED = "codes_asked_for"


def refused(request: HttpRequest, email: str) -> ValidationError | None:
    """None when one more code may go to this address now, and it counts; otherwise the sentence that says when.

    Who has entered with this address in this browser has a measure of their own; all other browsers share one, so that a stranger who asks for
    codes without end locks nobody out of where they usually sign in.
    """
    asked = request.session.get(ASKED, 0)
    if asked >= PER_SESSION:
        return ValidationError(
            _("You have asked for many codes in this browser. Close it and open it again to start over."), code="session"
        )
    key = bucket(email, known_browser(request, email))
    if consume(request, action=ACTION, key=key):
        request.session[ASKED] = asked + 1
        return None
    return ValidationError(_too_many(request, key), code="too_many_codes")


def begin_anew(request: HttpRequest) -> None:
    """A code came back: what this session asked for no longer counts."""
    request.session.pop(ASKED, None)


def bucket(email: str, browser: str = "") -> str:
    """What the codes for an address are counted under: the browser that knows it, or all that do not."""
    return f"{email.lower()}|{browser}" if browser else email.lower()


def lift(*, email: str) -> None:
    """Forget the tries for this address of browsers that do not know it: codes, passwords, new passwords."""
    for action in (ACTION, "reset_password", "confirm_email", "login_failed"):
        clear(None, action=action, key=bucket(email))


def _too_many(request: HttpRequest, key: str) -> str:
    minutes = max(1, math.ceil(_pause(request, key) / 60))
    if minutes < 120:
        words = ngettext(
            "We have sent several codes to this address already. Use the latest one; we send another in %(n)d minute.",
            "We have sent several codes to this address already. Use the latest one; we send another in %(n)d minutes.",
            minutes,
        )
        return words % {"n": minutes}
    words = ngettext(
        "We have sent many codes to this address today. Use the latest one; we send another in %(n)d hour. If you did not ask for them, write to us.",
        "We have sent many codes to this address today. Use the latest one; we send another in %(n)d hours. If you did not ask for them, write to us.",
        math.ceil(minutes / 60),
    )
    return words % {"n": math.ceil(minutes / 60)}


def _pause(request: HttpRequest, key: str) -> float:
    """Seconds until the next code may leave."""
    now, waits = time.time(), [0.0]
    for rate in get_rates(app="allauth.account", action=ACTION):
        history = cache.get(get_cache_key(request, app="allauth.account", action=ACTION, rate=rate, key=key), [])
        allowed, history = apply_rate(history, now, rate, dry_run=True)
        if not allowed:
            waits.append(history[rate.amount - 1] + rate.duration - now)
    return max(waits)
