"""Coming in by a code: one way for those who have an account and for those who have none.

Nobody can tell from the page, the letter or the time whether an address has an account. Nothing is stored about a new address until its code
has come back; then the account is made.
"""

from __future__ import annotations

import time
from typing import Any, Self, cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fundportal.accounts.join import join, prove
from fundportal.accounts.limits import refused
from fundportal.accounts.models import User
from fundportal.notifications.strangers import is_full


class EntryProcess(LoginCodeVerificationProcess):  # type: ignore[misc]
    """allauth's sign-in by code, for unknown addresses as well. Its state stands in the browser's session: code, address, attempts, and what a new person told."""

    @classmethod
    def begin(cls, *, request: HttpRequest, email: str, name: str = "", time_zone: str = "") -> Self:
        """Send a code to `email` and remember it in this session."""
        user = User.objects.filter(email=email, is_active=True).first()
        login = Login(user=user, email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=user, email=email))
        stage.state.update(initiated_by_user=True, newcomer={"name": name, "language": request.LANGUAGE_CODE, "time_zone": time_zone})
        process = cls(stage)
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> Self | None:
        """The process of this session; None when its quarter of an hour is over."""
        process: Self | None = cls(stage).abort_if_invalid()
        return process

    def is_valid(self) -> bool:
        """Also not any more once the person has moved to another address: who reads the old mail must not come in."""
        return bool(super().is_valid()) and (self.user is None or self.user.email == self.email)

    @property
    def email(self) -> str:
        return str(self.state["email"])

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        """To an address without an account only while the portal may write to strangers at all; the page says the same to everybody."""
        if is_full():
            messages.warning(
                self.request, _("Very many people are coming in right now. If no code has come within five minutes, try again in an hour.")
            )
            if self.user is None:
                self.generate_code()
                return
        context: dict[str, Any] = {"code": self.generate_code(), "user": self.user, "request": self.request}
        get_adapter().send_mail("account/email/login_code", email, context)

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(app_settings.LOGIN_BY_CODE_MAX_RESEND_COUNT)

    def resend(self) -> ValidationError | None:
        """A fresh code to the same address, with a fresh quarter of an hour; otherwise why not. Wrong tries stay counted."""
        if not self.can_resend:
            return ValidationError(_("We have sent you several codes. Use the latest one, or start again."))
        if refusal := refused(self.request, self.email):
            return refusal
        self.send()
        self.record_resend()
        self.state["at"] = self.stage.login.initiated_at = time.time()
        self.persist()
        return None

    def finish(self, redirect_url: str | None) -> HttpResponse:
        """The code was right: the person is in, or goes on to the second factor."""
        user = self.user or join(email=self.email, **self.state["newcomer"])
        if not user.is_active:
            self.abort()
            return cast(HttpResponse, get_adapter().respond_user_inactive(self.request, user))
        prove(user)
        self._user = self.stage.login.user = user
        if not user.time_zone or not user.name:
            join(email=user.email, **self.state["newcomer"])
        return cast(HttpResponse, super().finish(redirect_url))
