"""What the applicant and the facilitator fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applicants.applications.folio import is_folio
from applicants.applications.team.help.consent import wording
from applicants.applications.team.help.models import MOST_DAYS

DAYS = (1, 3, 7, 14, MOST_DAYS)


def in_days() -> list[tuple[int, str]]:
    return [(n, ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in DAYS]


class ConsentForm(forms.Form):
    """For how long, and the sentence, unticked."""

    days = forms.TypedChoiceField(label=_("For how long?"), choices=in_days, coerce=int, initial=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed"] = forms.BooleanField(label=wording())


class CodeForm(forms.Form):
    """The code that the person gave."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )


class AskForm(forms.Form):
    """Whom to ask, by the folio that they know."""

    folio = forms.CharField(
        label=_("Folio of the application"),
        max_length=20,
        help_text=_("The person finds it at the top of the application, for example CCC27-4F7KQ9."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    days = forms.TypedChoiceField(label=_("For how long?"), choices=in_days, coerce=int, initial=7)
    note = forms.CharField(
        label=_("A word to the person"), max_length=300, required=False, help_text=_("Say who you are, so that they know you.")
    )

    def clean_folio(self) -> str:
        folio = str(self.cleaned_data["folio"]).strip().upper()
        if not is_folio(folio):
            raise ValidationError(gettext("This is not a folio: a character is wrong, or one is missing."))
        return folio
