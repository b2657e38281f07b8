"""Options of a question: stable codes with texts in both languages, edited as lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fundportal.web.bilingual import pick

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")
Option = dict[str, str]


def choices(options: list[Option]) -> list[tuple[str, str]]:
    """(code, text) in the active language."""
    return [(option["code"], pick(option)) for option in options]


def label_of(options: list[Option], code: str) -> str:
    """The text of a code; of one that is no longer offered, the code."""
    return next((pick(option) for option in options if option["code"] == code), str(code))


def with_retired(field: forms.ChoiceField, chosen: list[str], retry: Callable[[], forms.ChoiceField]) -> forms.ChoiceField:
    """The field, or one made by `retry` that also offers what was chosen and is no longer among the choices."""
    gone = [code for code in chosen if not field.valid_value(code)]
    if not gone:
        return field
    wider = retry()
    offered: Any = wider.choices
    wider.choices = [*offered, *((code, _("%(option)s (no longer offered)") % {"option": code}) for code in gone)]
    return wider


class LinesField(forms.CharField):
    """A list of dicts, edited as one line each: the parts named by `parts`, between bars."""

    parts: tuple[str, ...] = ("code", "es", "en")
    optional: frozenset[str] = frozenset({"en"})
    example = "fiction | Ficción | Fiction"

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea({"rows": 8, "spellcheck": "false"}))
        options.setdefault("help_text", gettext_lazy("One a line: code | Spanish | English. A code, once published, stays as it is."))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(" | ".join(str(row.get(part, "")) for part in self.parts).rstrip(" |") for row in value)
        return value

    def to_python(self, value: Any) -> Any:
        lines = [line for line in (super().to_python(value) or "").splitlines() if line.strip()]
        rows = [self.row(line, number) for number, line in enumerate(lines, 1)]
        codes = [row["code"] for row in rows]
        for code in codes:
            if codes.count(code) > 1:
                raise ValidationError(_("The code “%(code)s” is there twice.") % {"code": code}, code="twice")
        return rows

    def row(self, line: str, number: int) -> dict[str, str]:
        """One line taken apart."""
        pieces = [piece.strip() for piece in line.split("|")]
        row = dict(zip(self.parts, pieces, strict=False))
        if len(pieces) > len(self.parts) or any(not row.get(part) for part in self.parts if part not in self.optional):
            raise ValidationError(
                _("Line %(number)d: write it as in “%(example)s”.") % {"number": number, "example": self.example}, code="parts"
            )
        if not CODE.fullmatch(row["code"]):
            raise ValidationError(
                _("Line %(number)d: a code has only small letters a to z, digits, - and _ (at most 30).") % {"number": number}, code="code"
            )
        return {part: text for part, text in row.items() if text}

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(_("Write at least one line."), code="required")

    def run_validators(self, value: Any) -> None:
        """A list has none: those of CharField are for text."""
