"""How the person of a session has proven who they are: read from the records that allauth keeps in the session."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from fundportal.accounts.models import User

SECOND_FACTORS = frozenset({"totp", "webauthn", "recovery_codes"})


def authentication(request: HttpRequest, user: User | None = None) -> str:
    """In a word, as consents keep it: "code", "password", "passkey", "code+totp"…; "session" when nothing is recorded.

    `user` is given where `request.user` is not set yet.
    """
    names = [_name(record) for record in get_authentication_records(request, user or request.user)]
    return "+".join(dict.fromkeys(names))[:40] or "session"


def has_second_factor(request: HttpRequest) -> bool:
    """Whether something beyond a password or a code by e-mail was shown in this session within a working day (STAFF_SESSION_AGE).

    That, and not the session's end, limits staff: who joins them by an invitation has a session of a month from before.
    A passkey that opened the session counts by itself: its ceremony demands that the device verifies the person (WebAuthn level 2, 5.8.6
    "required"), so it is possession and a fingerprint or PIN at once.
    """
    since = time.time() - settings.STAFF_SESSION_AGE
    return any(
        record.get("method") == "mfa" and record.get("type") in SECOND_FACTORS and record.get("at", 0) > since
        for record in get_authentication_records(request, request.user)
    )


def forget_second_factors(request: HttpRequest, *, kept: Iterable[int]) -> None:
    """Take out of this session what says that a second factor was shown, unless its authenticator is among `kept`."""
    ids = set(kept)
    records = get_authentication_records(request, request.user)
    if records:
        standing = [record for record in records if record.get("method") != "mfa" or record.get("id") in ids]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = standing


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether the person has shown within the last minutes who they are, by signing in or by confirming again; who has a second factor, with that."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    recent = [record for record in get_authentication_records(request, request.user) if record.get("at", 0) > since]
    if recent and is_mfa_enabled(request.user):
        return any(record.get("method") == "mfa" for record in recent)
    return bool(recent)


def _name(record: dict[str, Any]) -> str:
    if record.get("method") != "mfa":
        return str(record.get("method"))
    return "passkey" if record.get("passwordless") else str(record.get("type"))
