"""allauth's forms with a code in them, as a telephone likes them: digits on the keypad, filled in from the message, no placeholder."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm, ConfirmLoginCodeForm, ConfirmPasswordResetCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


class CodeField(forms.CharField):
    """A short code; spaces and dashes do not matter."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})
        super().__init__(**{"label": _("Code"), "max_length": 40, "widget": widget, **options})


class SignInCodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = CodeField()


class AddressCodeForm(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    code = CodeField()


class PasswordCodeForm(ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    code = CodeField()


class SecondFactorForm(AuthenticateForm):  # type: ignore[misc]
    code = CodeField()


class ConfirmAgainForm(ReauthenticateForm):  # type: ignore[misc]
    code = CodeField()


class SetUpAppForm(ActivateTOTPForm):  # type: ignore[misc]
    code = CodeField(label=_("Code of the app"))
