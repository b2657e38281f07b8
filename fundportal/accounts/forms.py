"""What a person types at the door and about themselves."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import AddEmailForm, ResetPasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.core.internal.httpkit import headed_redirect_response
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.entry import EntryProcess
from fundportal.accounts.join import known_zone
from fundportal.accounts.limits import refused
from fundportal.accounts.membership import GIVEN_BY_STAFF
from fundportal.accounts.models import User
from fundportal.accounts.programmes import programme_choices
from fundportal.accounts.roles import Permission, Role
from fundportal.web.zones import city, zone_choices


class ZoneInput(forms.HiddenInput):
    """Filled in by time-zone.js with the zone of the browser."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-time-zone": ""})


class EmailInput(forms.EmailInput):
    def __init__(self, autocomplete: str = "email") -> None:
        super().__init__(attrs={"autocomplete": autocomplete, "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"})


class AddressField(forms.EmailField):
    """An e-mail address in lower case, whatever spaces and capitals a telephone adds."""

    widget = EmailInput

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Address, and a password for those who have one. Left blank, a code is mailed: to somebody new as well."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1000,
        help_text=_("Leave it empty and we send you a code by e-mail. That also works if you have forgotten it or have no account yet."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    time_zone = forms.CharField(required=False, max_length=40, widget=ZoneInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressField(label=_("E-mail address"), max_length=254, widget=EmailInput("username webauthn"))
        self.order_fields(["login", "password", "time_zone"])

    def _setup_password_field(self) -> None:
        """allauth drops the field where sign-up asks for no password; here it stays, optional."""

    def _clean_without_password(self, email: str | None, phone: str | None) -> dict[str, Any]:
        refusal = refused(self.request, email) if email else None
        if refusal:
            self.add_error("login", refusal)
        return cast(dict[str, Any], self.cleaned_data)

    def _login_by_code(self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, str]) -> HttpResponse:
        EntryProcess.begin(request=request, email=credentials["email"], time_zone=known_zone(self.cleaned_data["time_zone"]))
        return cast(
            HttpResponse, headed_redirect_response("account_confirm_login_code", query={"next": redirect_url} if redirect_url else None)
        )

    def _login_with_password(self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, str]) -> HttpResponse:
        self._login.redirect_url = redirect_url
        zone = known_zone(self.cleaned_data["time_zone"])
        if zone:
            User.objects.filter(pk=self._login.user.pk, time_zone="").update(time_zone=zone)
        return cast(HttpResponse, perform_password_login(request, credentials, self._login))


class JoinForm(forms.Form):
    """A new account: who one is and where to write."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As you want us to call you. You can change it later."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(label=_("E-mail address"), max_length=254, help_text=_("We send you a code to it. You need no password."))
    time_zone = forms.CharField(required=False, max_length=40, widget=ZoneInput())

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if refusal := refused(self.request, email):
            raise refusal
        return email


class NewAddressForm(AddEmailForm):  # type: ignore[misc]
    email = AddressField(label=_("New e-mail address"), max_length=254)


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]
    email = AddressField(label=_("E-mail address"), max_length=254)


class ProfileForm(forms.ModelForm[User]):
    """What the portal calls a person, and in which language and clock it speaks to them."""

    time_zone = forms.ChoiceField(
        label=_("Your time zone"), required=False, help_text=_("Deadlines are shown in the call's time and in yours.")
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone"]
        labels = {"name": _("Your name"), "language": _("Language of your letters")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"}), "language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.time_zone
        choices = [("", _("The call's only")), *zone_choices()]
        if kept and kept not in dict(choices):
            choices.append((kept, city(kept)))
        self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]


class EraseForm(forms.Form):
    """The last question before an account is erased."""

    sure = forms.BooleanField(
        label=_("Yes, erase my account. I know that it cannot be undone."),
        error_messages={"required": _("Tick the box if you are sure; otherwise go back.")},
    )


class InviteForm(forms.Form):
    """Whom to invite, into which programme, as what."""

    email = AddressField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"class": "vTextField"}))
    name = forms.CharField(label=_("Name"), max_length=200, required=False, widget=forms.TextInput(attrs={"class": "vTextField"}))
    program_code = forms.ChoiceField(label=_("Programme"))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program_code"].choices = programme_choices(by, Permission.INVITE)  # type: ignore[attr-defined]
        self.fields["role"].choices = [choice for choice in Role.choices if by.is_superuser or choice[0] in GIVEN_BY_STAFF]  # type: ignore[attr-defined]
