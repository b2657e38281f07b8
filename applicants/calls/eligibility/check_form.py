"""The questions of a check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applicants.calls.eligibility.judge import kind_of
from applicants.calls.eligibility.kinds.base import Rule
from fundportal.web.bilingual import pick


class CheckForm(forms.Form):
    """A question a rule. None has to be answered; whoever answers nothing at all is asked to answer something."""

    use_required_attribute = False

    def __init__(self, rules: list[Rule], data: Any = None, answers: Mapping[str, Any] | None = None) -> None:
        self.asked = {f"r{place}": rule for place, rule in enumerate(rules)}
        super().__init__(data)
        for name, rule in self.asked.items():
            kind = kind_of(rule)
            field = self.fields[name] = kind.field(rule)
            field.label = pick(rule["ask"])
            value = (answers or {}).get(kind.asks(rule))
            if value is not None:
                field.initial = kind.initial(value)

    def add_error(self, field: str | None, error: Any) -> None:
        """No answer is missing here."""
        if not (field and isinstance(error, ValidationError) and getattr(error, "code", None) == "required"):
            super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.given():
            raise ValidationError(_("Answer what you can: one question is enough to begin."), code="nothing")
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """The valid ones, by what was asked."""
        found = {kind_of(rule).asks(rule): kind_of(rule).to_json(self.cleaned_data.get(name)) for name, rule in self.asked.items()}
        return {key: value for key, value in found.items() if value is not None}
