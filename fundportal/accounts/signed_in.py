"""Who has signed in: read with the session, in one statement."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    from fundportal.accounts.models import User
    from fundportal.accounts.sessions import SessionStore

AT_HAND: ContextVar[User | None] = ContextVar("AT_HAND", default=None)
"""The person of the session that is being looked into. Set for that look alone; whether it lets the person in is for Django and the backend to say."""


class SignedInMiddleware(AuthenticationMiddleware):
    """Django's, except that the person need not be fetched again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: signed_in(request))  # type: ignore[assignment]


def signed_in(request: HttpRequest) -> User | AnonymousUser:
    request.session.get(SESSION_KEY)  # reads it
    before = AT_HAND.set(cast("SessionStore", request.session).person)
    try:
        return get_user(request)
    finally:
        AT_HAND.reset(before)
