"""A whole number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Question, QuestionType, Shown, is_answered
from fundportal.web.pack.amounts import written_number
from fundportal.web.pack.money import AmountField


class WholeNumberConfig(Config):
    min = forms.IntegerField(label=_("Smallest"), required=False, min_value=0)
    max = forms.IntegerField(label=_("Largest"), required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        smallest, largest = self.cleaned_data.get("min"), self.cleaned_data.get("max")
        if smallest is not None and largest is not None and smallest > largest:
            raise ValidationError(gettext("The smallest number is above the largest one."), code="order")
        return self.cleaned_data


class WholeNumber(QuestionType):
    kind = "whole_number"
    label = _("Whole number")
    hint = _("A number without a fraction, zero or more.")
    order = 90
    config_form = WholeNumberConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def field(self, q: Question) -> forms.Field:
        config = q["config"]
        validators: list[BaseValidator] = []
        if config.get("min") is not None:
            validators.append(MinValueValidator(config["min"], _("Write a number that is not below %(limit_value)s.")))
        if config.get("max") is not None:
            validators.append(MaxValueValidator(config["max"], _("Write a number that is not above %(limit_value)s.")))
        return AmountField(places=0, validators=validators, **self.common(q))

    def to_json(self, cleaned: Decimal | None, q: Question) -> int | None:
        return None if cleaned is None else int(cleaned)

    def initial(self, value: Any, q: Question) -> Decimal | None:
        return None if value is None else Decimal(value)

    def example(self, q: Question) -> int:
        least, most = q["config"].get("min") or 0, q["config"].get("max")
        return max(least, 3 if most is None else min(3, most))

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", written_number(Decimal(value))) if is_answered(value) else Shown("none")

    def columns(self, q: Question) -> list[Column]:
        return [self.column(q, sql.number(sql.text(q["key"])), is_number=True)]
