"""Writing a privacy notice."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fundportal.accounts.models import User
from fundportal.accounts.programmes import programme_choices
from fundportal.accounts.roles import Permission
from fundportal.consents.models import Notice, Purpose
from fundportal.web.row_admin import RowForm


class NoticeForm(RowForm[Notice]):
    """A draft. Recipients are lines of three parts: name | what for in Spanish | what for in English. `by` is set by the admin, a request at a time."""

    by: ClassVar[User]

    program_code = forms.ChoiceField(label=_("Programme"))
    purposes = forms.MultipleChoiceField(label=_("Purposes"), choices=Purpose.choices, widget=forms.CheckboxSelectMultiple)
    recipients = forms.CharField(
        label=_("Recipients"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text=_("One a line: name | what for, in Spanish | what for, in English. Each one by name (LFPDPPP art. 15)."),
    )

    class Meta:
        model = Notice
        fields = [
            "program_code",
            "version",
            "controller_name",
            "controller_kind",
            "controller_address",
            "contact_email",
            "purposes",
            "recipients",
        ]
        fields += ["short_es", "short_en", "body_es", "body_en", "is_sample"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program_code"].choices = programme_choices(self.by, Permission.MANAGE_NOTICES)  # type: ignore[attr-defined]
        held = self.initial.get("recipients") or []
        if not isinstance(held, str):
            self.initial["recipients"] = "\n".join(" | ".join((row["name"], row["purpose_es"], row["purpose_en"])) for row in held)

    def clean_recipients(self) -> list[dict[str, str]]:
        rows = []
        for line in filter(str.strip, self.cleaned_data["recipients"].splitlines()):
            parts = [part.strip() for part in line.split("|")]
            if len(parts) != 3 or not all(parts):
                raise ValidationError(gettext("Write “%(line)s” as three parts: name | Spanish | English.") % {"line": line.strip()[:60]})
            rows.append(dict(zip(("name", "purpose_es", "purpose_en"), parts, strict=True)))
        return rows
