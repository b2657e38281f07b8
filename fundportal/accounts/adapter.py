"""allauth, as this portal wants it: letters through the outbox, our sentences, limits by account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.authentication import confirmed_lately
from fundportal.accounts.join import known_language
from fundportal.accounts.known_browsers import remember
from fundportal.accounts.limits import begin_anew
from fundportal.accounts.models import User
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.notifications.strangers import is_full

CODES = {
    "account/email/login_code": "sign_in_code",
    "account/email/confirm_again_code": "confirm_code",
    "account/email/email_confirmation": "email_code",
    "account/email/email_confirmation_signup": "email_code",
    "account/email/password_reset_code": "password_code",
}
QUIET = frozenset(
    {"account/messages/logged_in.txt", "account/messages/login_code_sent.txt", "account/messages/email_confirmation_sent.txt"}
)


class PortalAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Every letter of allauth becomes a row of the outbox; codes go by their own queue and live a quarter of an hour."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The address or the password is not right. Leave the password empty and we send you a code."),
        "email_taken": _("Another account has this e-mail address."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _("That code is not right. Copy the one of our latest e-mail."),
        "incorrect_password": _("That password is not right."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, or leave the password empty and we send you a code."),
        "same_as_current": _("That is the address you have already."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox: codes in the language of the page where they are awaited, news of a change in the person's own."""
        if template_prefix == "account/email/account_already_exists":
            return  # our sign-up mails such a person a code instead
        user = context.get("user") or User.objects.filter(email=email.lower(), is_active=True).first()
        common: dict[str, Any] = {"recipient": user, "email": email, "language": known_language(get_language())}
        kind = CODES.get(template_prefix)
        if kind:
            expires_at = timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
            queue = Notification.Queue.CODES
            message = letter(
                key=f"code:{secrets.token_hex(12)}", kind=kind, queue=queue, expires_at=expires_at, code=context["code"], **common
            )
        elif template_prefix == "account/email/unknown_account":
            if is_full():
                return
            url = settings.SITE_URL + reverse("account_signup")
            message = letter(key=f"unknown:{secrets.token_hex(12)}", kind="unknown_account", url=url, **common)
        else:
            common["language"] = user.language if user else common["language"]
            with override(common["language"]):
                url = settings.SITE_URL + reverse("account")
            change = template_prefix.rpartition("/")[2]
            message = letter(key=f"changed:{secrets.token_hex(12)}", kind="account_changed", change=change, url=url, **common)
        enqueue([message])

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner that something about the door has changed; without network address and browser, which help nobody and are personal data."""
        self.send_mail(template_prefix, email or user.email, {"user": user})

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Pages that say it themselves need no message on top."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their work, everybody else to their applications."""
        return reverse("admin:index") if getattr(request.user, "is_staff", False) else super().get_login_redirect_url(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it: a password alone must not be enough to take it off. All others may have a code mailed."""
        methods = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"] != "reauthenticate"]
        if strong or not user.is_authenticated:
            return strong
        by_code = {"id": "code_reauthenticate", "description": "", "url": reverse("account_confirm_again")}
        return [*methods, by_code]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Everywhere, unless it was confirmed within the last minutes. Raises: allauth would let those in who have neither password nor second factor."""
        if not confirmed_lately(allauth_context.request):
            raise ReauthenticationRequired
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Staff sign in once a working day; applicants keep their month."""
        super().login(request, user)
        request.session.set_expiry(settings.STAFF_SESSION_AGE if user.is_staff and not user.is_sample else None)
        begin_anew(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The browser is one in which this person enters, from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember(request, response, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the address alone: the portal is one site, and the operator's command has no request."""
        return str(credentials.get("email") or credentials.get("username") or "").lower()

    def get_client_ip(self, request: HttpRequest) -> str:
        """No limit and no letter of ours depends on it."""
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104
