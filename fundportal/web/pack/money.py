"""An amount of money with its currency."""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from fundportal.web.pack.amounts import read_amount, written

STORED = re.compile(r"[0-9]{1,12}(\.[0-9]{2})?")


class Money(NamedTuple):
    """An exact amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str


class AmountInput(forms.TextInput):
    """A box for a number as people write it: type=text, since browsers swallow commas in type=number."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        amount = as_amount(value)
        return written(amount) if amount is not None else super().format_value(value)


class AmountField(forms.Field):
    """A `Decimal`, zero or more, with at most `places` digits after the point."""

    widget = AmountInput

    def __init__(self, *, places: int = 2, currency: str = "", **options: Any) -> None:
        self.places, self.currency = places, currency
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        typed = str(value if value is not None else "").strip()
        return read_amount(typed, self.currency, self.places) if typed else None

    def prepare_value(self, value: Any) -> Any:
        return value.amount if isinstance(value, Money) else value


class MoneyInput(forms.Widget):
    """The box between its currency signs; a choice of currency stands beside it when there are several."""

    template_name = "fp/widgets/money.html"

    def __init__(self, currencies: tuple[str, ...] = ("MXN",), attrs: dict[str, Any] | None = None) -> None:
        self.currencies = currencies
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        currency = data.get(f"{name}_currency") or self.currencies[0]
        return [str(data.get(name) or "").strip(), str(currency)]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed, currency = value or ("", self.currencies[0])
        context["widget"].update(value=typed, currency=currency, currencies=self.currencies, several=len(self.currencies) > 1)
        return context


class MoneyField(forms.Field):
    """A `Money`, zero or more, in one of `currencies` (ISO 4217)."""

    widget = MoneyInput

    def __init__(self, *, currencies: tuple[str, ...] = ("MXN",), **options: Any) -> None:
        self.currencies = tuple(currencies)
        options.setdefault("widget", MoneyInput(self.currencies))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> list[str]:
        """What the widget shows: of Money, of a stored {"amount": …, "currency": …}, of a bare amount, or of what was typed."""
        if isinstance(value, dict):
            value = (value.get("amount"), value.get("currency"))
        if isinstance(value, list):
            return [str(part) for part in value]
        amount, currency = value if isinstance(value, tuple) else (value, None)
        number = as_amount(amount)
        return [written(number) if number is not None else str(amount or ""), str(currency or self.currencies[0])]

    def to_python(self, value: Any) -> Money | None:
        if value is None or isinstance(value, Money):
            return value
        typed, currency = value
        if not typed:
            return None
        if currency not in self.currencies:
            raise ValidationError(forms.ChoiceField.default_error_messages["invalid_choice"], code="currency", params={"value": currency})
        return Money(read_amount(typed, currency), currency)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value.currency not in self.currencies:
            raise ValidationError(
                forms.ChoiceField.default_error_messages["invalid_choice"], code="currency", params={"value": value.currency}
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def as_amount(value: Any) -> Decimal | None:
    """A number that is already one: Decimal, int, or text that can only be read in one way, as answers are stored ("45000.50")."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and STORED.fullmatch(value) else None
