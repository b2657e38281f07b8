"""An amount of money with its currency."""

import re
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fundportal.web.pack.amounts import read_amount, written, written_number

STORED = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


class Money(NamedTuple):
    """An exact amount and its ISO 4217 currency."""

    amount: Decimal
    currency: str


class AmountInput(forms.TextInput):
    """A box for a number as people write it: type=text, since browsers swallow commas in type=number. `money` groups from four digits on."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, money: bool = False) -> None:
        self.written = written if money else written_number
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        amount = as_amount(value)
        return self.written(amount) if amount is not None else super().format_value(value)


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
    """The box between its currency signs; a choice of currency stands beside it when there are several.

    The currency is always sent along, so that what was read on the page is what is stored, whatever is offered by then. One that is no longer
    offered stays chosen until the person chooses another.
    """

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
        gone = currency not in self.currencies
        if gone and not typed:
            currency, gone = self.currencies[0], False
        listed = (currency, *self.currencies) if gone else self.currencies
        context["widget"].update(value=typed, currency=currency, currencies=listed, several=len(listed) > 1)
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
        return Money(read_amount(typed, currency), currency) if typed else None

    def validate(self, value: Money | None) -> None:
        super().validate(value)
        if value is not None and value.currency not in self.currencies:
            raise ValidationError(
                _("Amounts in %(currency)s are not taken here. Choose the currency and check the amount.")
                % {"currency": value.currency[:3]},
                code="currency",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def as_amount(value: Any) -> Decimal | None:
    """A number that is already one: Decimal, int, or text that can only be read in one way, as answers are stored ("45000.50")."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and STORED.fullmatch(value) else None
