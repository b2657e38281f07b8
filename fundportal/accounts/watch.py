"""What happens at the door goes into the audit record, and some of it has consequences for other sessions."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, login_code_rejected, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest

from fundportal.accounts.authentication import authentication, forget_second_factors
from fundportal.accounts.models import User
from fundportal.accounts.sessions import end_sessions
from fundportal.audit.record import record
from fundportal.notifications.forget import claim


def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(actor=user, verb="signed_in", target=_target(user), how=authentication(request, user))


def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(actor=user, verb="signed_out", target=_target(user))


def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Only for accounts that there are: what strangers type is not kept."""
    user = User.objects.filter(email=str(credentials.get("email") or credentials.get("username") or "").strip().lower()).first()
    if user is not None:
        record(actor=None, verb="sign_in_failed", target=_target(user), how="password")


def code_rejected(user: User, **kwargs: Any) -> None:
    record(actor=None, verb="sign_in_failed", target=_target(user), how="code")


def second_factor_failed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    record(actor=None, verb="second_factor_failed", target=_target(user), how=authenticator.type)


def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """To add an app or a key one has just used it, so it stands in this session (and the recovery codes are shown); other sessions end."""
    record(actor=user, verb="second_factor_added", target=_target(user), how=authenticator.type)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)
    end_sessions(person=user, keep=request.session.session_key)


def second_factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """What is taken off no longer stands for anybody: not in this session, and the others, which it may have opened, end."""
    record(actor=user, verb="second_factor_removed", target=_target(user), how=authenticator.type)
    forget_second_factors(request, kept=Authenticator.objects.filter(user=user).values_list("pk", flat=True))
    end_sessions(person=user, keep=request.session.session_key)


def recovery_codes_renewed(user: User, **kwargs: Any) -> None:
    record(actor=user, verb="recovery_codes_renewed", target=_target(user))


def password_was_changed(user: User, **kwargs: Any) -> None:
    record(actor=user, verb="password_changed", target=_target(user))


def email_was_changed(request: HttpRequest, user: User, from_email_address: EmailAddress | None, **kwargs: Any) -> None:
    """Other sessions end. Letters that went to the old address before it had an account are the person's from now on: erasure finds them so."""
    record(actor=user, verb="email_changed", target=_target(user))
    if from_email_address:
        claim(person=user, address=from_email_address.email)
    end_sessions(person=user, keep=request.session.session_key)


RECEIVERS: tuple[tuple[Signal, Any], ...] = (
    (user_logged_in, signed_in),
    (user_logged_out, signed_out),
    (user_login_failed, sign_in_failed),
    (login_code_rejected, code_rejected),
    (authentication_failed, second_factor_failed),
    (authenticator_added, second_factor_added),
    (authenticator_removed, second_factor_removed),
    (authenticator_reset, recovery_codes_renewed),
    (password_changed, password_was_changed),
    (password_set, password_was_changed),
    (password_reset, password_was_changed),
    (email_changed, email_was_changed),
)


def connect() -> None:
    """Called once, when the app is ready."""
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, dispatch_uid=f"audit {receiver.__name__}")


def _target(user: User) -> str:
    return f"person:{user.pk}"
