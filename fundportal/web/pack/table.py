"""Rows of typed columns: a budget, a financing plan, a team. Works without JavaScript; the number of rows is bounded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fundportal.web.pack.columns import Column, Total
from fundportal.web.pack.rows import TableInput
from fundportal.web.pack.sentences import at_control, sentences


class TableField(forms.Field):
    """A list of dicts, one a row, by column key. Blank rows and rows ticked for removal are left out."""

    def __init__(self, columns: list[Column], *, total: Total | None = None, min_rows: int = 0, max_rows: int = 50, **options: Any) -> None:
        self.columns, self.total = columns, total
        self.min_rows, self.max_rows = min_rows, max_rows
        options.setdefault("widget", TableInput(columns, total=total, shown_rows=max(min_rows, 1), max_rows=max_rows))
        super().__init__(**options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        typed: list[dict[str, Any]] = value or []
        filled = [(place, row) for place, row in enumerate(typed) if not self.is_blank(row)]
        self.validate_count(len(filled))
        self.widget.cell_errors = {}
        rows, errors = [], []
        for place, row in filled:
            cleaned, failed = self.clean_row(place, row)
            rows.append(cleaned)
            errors.extend(failed)
        if errors:
            raise ValidationError(errors)
        return rows

    def validate_count(self, count: int) -> None:
        if self.required and not count:
            raise ValidationError(self.error_messages["required"], code="required")
        if count and count < self.min_rows:
            raise ValidationError(
                ngettext("Fill in at least %(least)d row.", "Fill in at least %(least)d rows.", self.min_rows) % {"least": self.min_rows},
                code="few",
            )
        if count > self.max_rows:
            raise ValidationError(
                ngettext("At most %(most)d row.", "At most %(most)d rows.", self.max_rows) % {"most": self.max_rows}, code="many"
            )

    def clean_row(self, place: int, row: dict[str, Any]) -> tuple[dict[str, Any], list[ValidationError]]:
        """The row's values, and its errors; each also stands at its cell."""
        cleaned: dict[str, Any] = {}
        failed: list[ValidationError] = []
        for column in self.columns:
            try:
                cleaned[column.key] = column.cell.clean(row.get(column.key))
            except ValidationError as error:
                said = [sentence for each in error.error_list for sentence in sentences(each, column.cell.widget)]
                self.widget.cell_errors[place, column.key] = said
                named = _("Row %(row)d, %(column)s: %(error)s") % {"row": place + 1, "column": column.label, "error": " ".join(said)}
                failed.append(at_control(named, code="cell", control=f"-{place}-{column.key}"))
        return cleaned, failed

    def is_blank(self, row: dict[str, Any]) -> bool:
        return all(value in column.cell.empty_values for column in self.columns for value in [row.get(column.key)])

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or []) != self.clean(data)
        except ValidationError:
            return True


def adding_row(form: forms.BaseForm) -> bool:
    """Whether the person pressed "Add row" in one of the form's tables, or asked for the next step of another control that answers
    `asks_again`: the page is then shown again, with it, rather than left."""
    return form.is_bound and any(
        hasattr(bound.field.widget, "asks_again") and bound.field.widget.asks_again(form.data, bound.html_name) for bound in form
    )
