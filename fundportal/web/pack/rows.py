"""The table widget: a box for each cell, named `<key>-<row>-<column>`, a box to remove the row, and a button that asks for one more."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fundportal.web.pack.amounts import written
from fundportal.web.pack.columns import Column, Total
from fundportal.web.pack.draw import draw

REMOVE, ADD = "remove", "add"


class TableInput(forms.Widget):
    """Its value is the rows as typed: a list of dicts. `<key>-<row>-remove` drops a row, the button `<key>-add` appends an empty one."""

    template_name = "fp/widgets/table.html"
    use_fieldset = True

    def __init__(self, columns: list[Column], *, total: Total | None = None, shown_rows: int = 1, max_rows: int = 50) -> None:
        super().__init__()
        self.columns, self.total = columns, total
        self.shown_rows, self.max_rows = shown_rows, max_rows
        self.cell_errors: dict[tuple[int, str], list[str]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "TableInput":
        copied: TableInput = super().__deepcopy__(memo)
        copied.cell_errors = {}  # each form has its own
        return copied

    def id_for_label(self, id_: str) -> str:
        return ""

    @property
    def first_control(self) -> str:
        """What follows the widget's id in that of its first box."""
        return f"-0-{self.columns[0].key}"

    def asks_again(self, data: Any, name: str) -> bool:
        return f"{name}-{ADD}" in data

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        """The rows that were sent, also those beyond what is allowed: the surplus is told, not lost in silence."""
        rows = []
        for place in places(data, name):
            cells = [(column, f"{name}-{place}-{column.key}") for column in self.columns]
            if all(column.cell.widget.value_omitted_from_data(data, files, cell) for column, cell in cells):
                continue
            if f"{name}-{place}-{REMOVE}" not in data:
                rows.append({column.key: column.cell.widget.value_from_datadict(data, files, cell) for column, cell in cells})
        if self.asks_again(data, name) and len(rows) < self.max_rows:
            rows.append({})
        return rows

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own_id = context["widget"]["attrs"].get("id", f"id_{name}")
        typed = list(value or [])
        shown = typed + [{}] * (self.shown_rows - len(typed))
        counted = [self.counted(row) for row in shown]
        products = bool(self.total and len(self.total.of) > 1)
        context["widget"].update(
            own_id=own_id,
            columns=self.columns,
            rows=[self.drawn_row(name, own_id, place, row, products and counted[place]) for place, row in enumerate(shown)],
            products=products,
            total=self.total,
            before_sum=len(self.columns) if products else self.summed_place,
            after_sum=1 if products else len(self.columns) - self.summed_place,
            sum=written(self.total.of_rows(counted)) if self.total else "",
            add=f"{name}-{ADD}" if len(shown) < self.max_rows else "",
        )
        return context

    @property
    def summed_place(self) -> int:
        """Where the summed column stands; the sum's label needs at least one column before it."""
        keys = [column.key for column in self.columns]
        return max(1, keys.index(self.total.of[0])) if self.total else 0

    def counted(self, row: dict[str, Any]) -> dict[str, Any]:
        """The numbers of a row as far as they can be read."""
        numbers = {}
        for column in self.columns:
            if self.total and column.key in self.total.of:
                try:
                    numbers[column.key] = column.cell.clean(row.get(column.key))
                except ValidationError:
                    continue
        return numbers

    def drawn_row(self, name: str, own_id: str, place: int, row: dict[str, Any], counted: Any) -> dict[str, Any]:
        share = self.total.of_row(counted) if self.total and counted else None
        return {
            "number": place + 1,
            "cells": [self.drawn_cell(name, own_id, place, column, row.get(column.key)) for column in self.columns],
            "share": written(share) if share is not None else "",
            "remove": f"{name}-{place}-{REMOVE}",
            "remove_id": f"{own_id}-{place}-{REMOVE}",
        }

    def drawn_cell(self, name: str, own_id: str, place: int, column: Column, value: Any) -> dict[str, Any]:
        cell_id = f"{own_id}-{place}-{column.key}"
        errors = self.cell_errors.get((place, column.key), [])
        attrs: dict[str, Any] = {"id": cell_id}
        if errors:
            attrs |= {"aria-invalid": "true", "aria-describedby": f"{cell_id}_error"}
        control = draw(column.cell.widget, f"{name}-{place}-{column.key}", column.cell.prepare_value(value), attrs)
        return {"id": cell_id, "label": column.label, "control": control, "errors": errors}


def places(data: Any, name: str) -> list[int]:
    """The numbers of the rows of which the request holds a cell. A request has no more fields than DATA_UPLOAD_MAX_NUMBER_FIELDS."""
    number = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-.+")
    return sorted({int(found[1]) for key in data if (found := number.fullmatch(key))})
