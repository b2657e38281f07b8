"""An amount of money with its currency, stored exactly: {"amount": "45000.50", "currency": "MXN"}."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Question, QuestionType, Shown, is_answered
from fundportal.web.pack.amounts import written
from fundportal.web.pack.money import Money, MoneyField, as_amount


class CurrenciesField(forms.CharField):
    """ISO 4217 codes, separated by spaces or commas."""

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        codes = re.split(r"[\s,;]+", (super().to_python(value) or "").upper().strip())
        if codes != [""] and not all(re.fullmatch(r"[A-Z]{3}", code) for code in codes):
            raise ValidationError(gettext("Write currencies by their three letters, for example MXN USD."), code="currency")
        return list(dict.fromkeys(filter(None, codes)))

    def run_validators(self, value: Any) -> None:
        """A list has none: those of CharField are for text."""


class MoneyConfig(Config):
    currencies = CurrenciesField(label=_("Currencies"), initial="MXN", help_text=_("Three letters each, the usual one first."))


class MoneyQuestion(QuestionType):
    kind = "money"
    label = _("Money")
    hint = _("An amount with its currency.")
    order = 100
    parts = ("currency",)
    config_form = MoneyConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, dict) and as_amount(value.get("amount")) is not None and isinstance(value.get("currency"), str)

    def field(self, q: Question) -> forms.Field:
        return MoneyField(currencies=tuple(q["config"].get("currencies") or ["MXN"]), **self.common(q))

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        currencies, own = tuple(field.currencies), value["currency"]
        return field if own in currencies else MoneyField(currencies=(*currencies, own), **self.common(q))

    def to_json(self, cleaned: Money | None, q: Question) -> dict[str, str] | None:
        return {"amount": str(cleaned.amount), "currency": cleaned.currency} if cleaned else None

    def initial(self, value: Any, q: Question) -> Money | None:
        return Money(Decimal(value["amount"]), value["currency"]) if is_answered(value) else None

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("money", f"{written(Decimal(value['amount']))} {value['currency']}") if is_answered(value) else Shown("none")

    def example(self, q: Question) -> dict[str, str]:
        return {"amount": "1500", "currency": (q["config"].get("currencies") or ["MXN"])[0]}

    def limits(self, q: Question) -> list[str]:
        return [", ".join(q["config"].get("currencies") or ["MXN"])]

    def columns(self, q: Question) -> list[Column]:
        currency = {"es": "moneda", "en": "currency"}
        return [
            self.column(q, sql.number(sql.inner(q["key"], "amount")), is_number=True),
            self.column(q, sql.safe(sql.inner(q["key"], "currency")), "currency", label=currency),
        ]
