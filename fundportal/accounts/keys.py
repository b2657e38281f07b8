"""A passkey or security key as the second factor."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from django.core.exceptions import ValidationError


class AuthenticateKeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """allauth tells nobody when a key fails; a failed second factor belongs in the audit record."""

    def clean_credential(self) -> Authenticator:
        try:
            authenticator: Authenticator = super().clean_credential()
        except ValidationError:
            if self.user is not None:
                tried = Authenticator(user=self.user, type=Authenticator.Type.WEBAUTHN)
                authentication_failed.send(sender=Authenticator, request=context.request, user=self.user, authenticator=tried)
            raise
        return authenticator
