"""Passkeys and security keys."""

from __future__ import annotations

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new key; by default one that signs in by itself, which the device guards with fingerprint, face or PIN."""

    name = forms.CharField(label=_("What you call it"), max_length=100, required=False)
    passwordless = forms.BooleanField(label=_("Sign in with it alone, without e-mail or password"), required=False, initial=True)


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("What you call it"), max_length=100)


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
