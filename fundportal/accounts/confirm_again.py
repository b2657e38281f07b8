"""Confirming again who one is, for those who have nothing but their mail: a code to the address of the account.

A browser that stays open (a school's computer, a borrowed phone) must not be enough to erase the account, to move it to another address or to add a key.
"""

from __future__ import annotations

from typing import Any, Self

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest

from fundportal.accounts.limits import begin_anew
from fundportal.accounts.watch import code_rejected

STATE = "confirm_again"


class Confirmation(AbstractCodeVerificationProcess):  # type: ignore[misc]
    """A code that is under way to the person of this session: five tries, a quarter of an hour."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        super().__init__(
            state=state,
            user=request.user,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )

    @classmethod
    def begin(cls, request: HttpRequest) -> Self:
        """Send a code; an earlier one no longer works."""
        process = cls(request, cls.initial_state(user=request.user, email=request.user.email))  # type: ignore[union-attr]
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> Self | None:
        """The one of this session; None when there is none, it has run out, or it went to an address that is no longer the account's."""
        state = request.session.get(STATE)
        if not state or state.get("email") != request.user.email:  # type: ignore[union-attr]
            return None
        process: Self | None = cls(request, state).abort_if_invalid()
        return process

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        context = {"code": self.state["code"], "user": self.user}
        get_adapter().send_mail("account/email/confirm_again_code", self.state["email"], context)

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)

    def record_invalid_attempt(self) -> bool:
        code_rejected(user=self.user)
        return bool(super().record_invalid_attempt())

    def finish(self) -> None:
        """The code was right: it stands in this session that it is the person."""
        self.abort()
        begin_anew(self.request)
        record_authentication(self.request, self.user, method="code", email=self.state["email"], reauthenticated=True)
