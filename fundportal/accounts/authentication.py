"""How the person of a session has proven who they are: read from the records that allauth keeps in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
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
    """Whether something beyond a password or a code by e-mail stands in this session.

    A passkey that opened the session counts by itself: its ceremony demands that the device verifies the person (WebAuthn level 2, 5.8.6
    "required"), so it is possession and a fingerprint or PIN at once.
    """
    return any(
        record.get("method") == "mfa" and record.get("type") in SECOND_FACTORS
        for record in get_authentication_records(request, request.user)
    )


def _name(record: dict[str, Any]) -> str:
    if record.get("method") != "mfa":
        return str(record.get("method"))
    return "passkey" if record.get("passwordless") else str(record.get("type"))
