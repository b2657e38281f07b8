"""The columns of a table question."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from fundportal.web.pack.lines import LineField
from fundportal.web.pack.money import AmountField, AmountInput


@dataclass(frozen=True)
class Column:
    """One column: a stable key and the field that reads its cells; the field's label is the heading."""

    key: str
    cell: forms.Field

    @property
    def label(self) -> str:
        return str(self.cell.label or self.key)

    @property
    def numeric(self) -> bool:
        return isinstance(self.cell, AmountField | forms.IntegerField)


@dataclass(frozen=True)
class Total:
    """The sum below the table: of one money column, or of the product of several (quantity × cost), which then stands at each row's end."""

    of: tuple[str, ...]
    label: str = ""
    row_label: str = ""

    def of_row(self, row: dict[str, Any]) -> Decimal | None:
        """The row's share of the sum; None as long as a number is missing."""
        share = Decimal(1)
        for key in self.of:
            value = row.get(key)
            if not isinstance(value, Decimal | int):
                return None
            share *= value
        return share

    def of_rows(self, rows: list[dict[str, Any]]) -> Decimal:
        return sum((share for row in rows if (share := self.of_row(row)) is not None), Decimal(0))


def text_column(key: str, label: str, *, required: bool = True, max_length: int = 200) -> Column:
    return Column(key, LineField(label=label, required=required, max_length=max_length))


def number_column(key: str, label: str, *, required: bool = True, places: int = 2) -> Column:
    return Column(key, AmountField(label=label, required=required, places=places))


def money_column(key: str, label: str, *, currency: str = "MXN", required: bool = True) -> Column:
    """The currency stands in the heading, so that the boxes stay wide enough on a phone."""
    return Column(key, AmountField(label=f"{label} ({currency})", required=required, currency=currency, widget=AmountInput(money=True)))


def email_column(key: str, label: str, *, required: bool = False) -> Column:
    return Column(key, forms.EmailField(label=label, required=required))


def choice_column(key: str, label: str, choices: list[tuple[str, str]], *, required: bool = True) -> Column:
    return Column(key, forms.ChoiceField(label=label, required=required, choices=[("", ""), *choices]))
