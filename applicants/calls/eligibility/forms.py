"""A rule as staff write it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.eligibility.kinds import rule_kinds
from applicants.calls.eligibility.models import Rule

WIDE = {"class": "vTextField"}


class RuleDetails(forms.ModelForm[Rule]):
    """Question and reason in one's own words, without what the kind needs: that is a form of its own below. Left empty, the kind's words stand."""

    class Meta:
        model = Rule
        fields = ["ask_es", "ask_en", "why_es", "why_en"]
        widgets = {name: forms.TextInput(WIDE) for name in fields}
        help_texts = {"ask_es": _("Left empty, the usual words are used."), "why_es": _("A whole sentence. Who does not fit reads it.")}

    def clean_ask_es(self) -> Any:
        text = self.cleaned_data["ask_es"]
        if not text and rule_kinds()[self.instance.kind].in_own_words:
            raise ValidationError(gettext("Write the question."), code="required")
        return text
