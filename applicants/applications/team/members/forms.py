"""What the lead writes about who is to take part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applicants.applications.team.members.models import Member
from applicants.applications.team.reachable import require_reachable
from fundportal.accounts.forms import AddressField

RIGHTS = [
    (Member.Right.EDIT.value, _("Read and write the answers")),
    (Member.Right.READ.value, _("Only read")),
]


class RightForm(forms.Form):
    """What a member may do."""

    right = forms.TypedChoiceField(label=_("What may this person do?"), choices=RIGHTS, coerce=int, widget=forms.RadioSelect)


class InviteForm(RightForm):
    """Whom to ask, at which address, in which language."""

    name = forms.CharField(label=_("Name of the person"), max_length=200)
    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation goes there, and is accepted with an account of that address."),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)
    field_order = ["name", "email", "right", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        require_reachable(email)
        return email
