"""allauth's forms with a password in them, in our words: what a new one needs is said in one sentence, and no field is named by a placeholder."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import ChangePasswordForm, ReauthenticateForm, ResetPasswordKeyForm, SetPasswordForm
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class CurrentField(PasswordField):  # type: ignore[misc]
    """The password that stands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Password"), "autocomplete": "current-password", **options})
        self.widget.attrs.pop("placeholder", None)


class NewField(SetPasswordField):  # type: ignore[misc]
    """A password to be."""

    def __init__(self, **options: Any) -> None:
        told = _("At least 10 characters. Not your name or your address, and none of those that everybody uses.")
        super().__init__(**{"label": _("New password"), "help_text": told, **options})
        self.widget.attrs.pop("placeholder", None)


class AgainField(CurrentField):
    """The same once more."""

    def __init__(self) -> None:
        super().__init__(label=_("New password, once more"), autocomplete="new-password")


class Twice(forms.Form):
    """Both must be the same."""

    def clean(self) -> dict[str, Any]:
        cleaned = cast(dict[str, Any], forms.Form.clean(self))
        one, two = cleaned.get("password1"), cleaned.get("password2")
        if one and two and one != two:
            self.add_error("password2", gettext("The two are not the same. Write the new password in both fields."))
        return cleaned


class ChangeForm(Twice, ChangePasswordForm):  # type: ignore[misc]
    oldpassword = CurrentField(label=_("Current password"))
    password1 = NewField()
    password2 = AgainField()


class FirstForm(Twice, SetPasswordForm):  # type: ignore[misc]
    password1 = NewField()
    password2 = AgainField()


class AfterCodeForm(Twice, ResetPasswordKeyForm):  # type: ignore[misc]
    password1 = NewField()
    password2 = AgainField()


class ConfirmForm(ReauthenticateForm):  # type: ignore[misc]
    password = CurrentField()
