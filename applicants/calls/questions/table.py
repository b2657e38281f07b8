"""Rows of typed columns, for a budget or a financing plan. Numbers are stored exactly, as text: [{"concept": "…", "cost": "2500.00"}]."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Paper, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.options import LinesField
from fundportal.web.bilingual import pick
from fundportal.web.pack import columns as pack
from fundportal.web.pack.amounts import written, written_number
from fundportal.web.pack.money import as_amount
from fundportal.web.pack.table import TableField

NUMBERS = ("number", "money")
KINDS = ("text", *NUMBERS)
MOST_ROWS = 100
MOST_CELLS = 600


class ColumnsField(LinesField):
    """Columns as lines: code | Spanish | English | kind, and “optional” where a cell may stay empty."""

    parts = ("code", "es", "en", "kind", "optional")
    optional = frozenset({"en", "optional"})
    example = "cost | Costo | Cost | money"

    def row(self, line: str, number: int) -> dict[str, str]:
        row = super().row(line, number)
        if row["kind"] not in KINDS or row.get("optional", "optional") != "optional":
            raise ValidationError(
                gettext("Line %(number)d: the kind is text, number or money; after it may stand “optional”.") % {"number": number},
                code="kind",
            )
        return row


class TableConfig(Config):
    columns = ColumnsField(label=_("Columns"), help_text=_("One a line: code | Spanish | English | text, number or money | optional"))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), initial="MXN")
    total = forms.CharField(
        label=_("Sum"), required=False, help_text=_("The code of the column to add up; two codes (quantity cost) add up their products.")
    )
    max_rows = forms.IntegerField(label=_("Most rows"), min_value=1, max_value=MOST_ROWS, initial=30)

    @staticmethod
    def from_config(config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "total": " ".join(config.get("total", []))}

    def clean_total(self) -> list[str]:
        codes: list[str] = self.cleaned_data["total"].replace(",", " ").split()
        numeric = {row["code"] for row in self.cleaned_data.get("columns", []) if row["kind"] in NUMBERS}
        for code in codes:
            if code not in numeric:
                raise ValidationError(gettext("There is no column of numbers called “%(code)s”.") % {"code": code}, code="unknown")
        return codes

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cells = len(cleaned.get("columns", [])) * cleaned.get("max_rows", 0)
        if cells > MOST_CELLS:
            raise ValidationError(
                gettext("The table has %(cells)d cells; the most is %(most)d. Take rows or columns away.")
                % {"cells": cells, "most": MOST_CELLS},
                code="cells",
            )
        return cleaned


class Table(QuestionType):
    kind = "table"
    label = _("Table")
    hint = _("Rows of columns, with a sum: a budget, a financing plan.")
    order = 140
    config_form = TableConfig
    stateful = True

    def fits(self, value: Any) -> bool:
        return is_rows(value)

    def field(self, q: Question) -> forms.Field:
        config = q["config"]
        codes = tuple(config.get("total") or ())
        total = pack.Total(codes, label=gettext("Total"), row_label=gettext("Total")) if codes else None
        return TableField(
            [self.cells(column, q) for column in config["columns"]], total=total, max_rows=config["max_rows"], **self.common(q)
        )

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return with_retired_cells(field, value, self.common(q))

    def cells(self, column: dict[str, str], q: Question) -> pack.Column:
        required, label = "optional" not in column, pick(column)
        if column["kind"] == "money":
            return pack.money_column(column["code"], label, currency=q["config"]["currency"], required=required)
        if column["kind"] == "number":
            return pack.number_column(column["code"], label, required=required)
        return pack.text_column(column["code"], label, required=required)

    def to_json(self, cleaned: Any, q: Question) -> list[dict[str, str]] | None:
        return [{code: str(cell) for code, cell in row.items() if cell not in (None, "")} for row in cleaned or []] or None

    def show(self, value: Any, q: Question) -> Shown:
        if not is_answered(value):
            return Shown("none")
        columns = q["config"]["columns"]
        rows = [[(shown_cell(column, row.get(column["code"])), column["kind"] in NUMBERS) for column in columns] for row in value]
        total = None
        if q["config"].get("total"):
            total = (gettext("Total"), f"{written(total_of(value, q['config']['total']))} {q['config']['currency']}")
        return Shown("table", {"head": [(pick(column), column["kind"] in NUMBERS) for column in columns], "rows": rows, "total": total})

    def boxes(self, q: Question) -> int:
        return int(q["config"]["max_rows"]) * (len(q["config"]["columns"]) + 1)

    def paper(self, q: Question) -> Paper:
        return Paper("table", min(q["config"]["max_rows"], 8), tuple(self.limits(q)))

    def example(self, q: Question) -> list[dict[str, str]]:
        cells = {"text": gettext("An example"), "number": "2", "money": "1500"}
        return [{column["code"]: cells[column["kind"]] for column in q["config"]["columns"]}]

    def limits(self, q: Question) -> list[str]:
        return [pick(column) for column in q["config"]["columns"]]

    def columns(self, q: Question) -> list[Column]:
        cells = [f"item->>{sql.literal(column['code'])}" for column in q["config"]["columns"]]
        found = [self.column(q, sql.listed(q["key"], f"concat_ws(' | ', {', '.join(cells)})", "\n"))]
        if q["config"].get("total"):
            factors = " * ".join(f"({sql.number(f'item->>{sql.literal(code)}')})" for code in q["config"]["total"])
            found.append(self.column(q, sql.summed(q["key"], factors), "total", is_number=True, label={"es": "total", "en": "total"}))
        return found


def with_retired_cells(field: TableField, rows: list[dict[str, str]], common: dict[str, Any]) -> TableField:
    """The field, or one with the columns and as many rows as these have."""
    known = {column.key for column in field.columns}
    gone = list(dict.fromkeys(code for row in rows for code in row if code not in known))
    if not gone and len(rows) <= field.max_rows:
        return field
    columns = [pack.text_column(code, gettext("%(column)s (no longer asked)") % {"column": code}, required=False) for code in gone]
    most = max(field.max_rows, len(rows))
    return TableField([*field.columns, *columns], total=field.total, min_rows=field.min_rows, max_rows=most, **common)


def is_rows(value: Any) -> bool:
    """Whether it is a list of rows of texts."""
    return isinstance(value, list) and all(isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values()) for row in value)


def shown_cell(column: dict[str, str], cell: Any) -> str:
    amount = as_amount(cell) if column["kind"] in NUMBERS else None
    if amount is None:
        return str(cell or "")
    return written(amount) if column["kind"] == "money" else written_number(amount)


def total_of(rows: list[dict[str, Any]], codes: list[str]) -> Decimal:
    """The sum over the rows of the product of these columns; a row that lacks one of them counts nothing."""
    total = Decimal(0)
    for row in rows:
        factors = [as_amount(row.get(code)) for code in codes]
        if all(factor is not None for factor in factors):
            share = Decimal(1)
            for factor in factors:
                share *= factor or Decimal(0)
            total += share
    return total
