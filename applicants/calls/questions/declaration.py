"""A sentence to agree to. Required, it has to be ticked; it is never ticked beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Paper, Question, QuestionType, Shown


class Declaration(QuestionType):
    kind = "declaration"
    label = _("Declaration")
    hint = _("A sentence with a box to tick.")
    order = 130

    def fits(self, value: Any) -> bool:
        return value is True

    def field(self, q: Question) -> forms.Field:
        return forms.BooleanField(**self.common(q))

    def to_json(self, cleaned: Any, q: Question) -> bool | None:
        return True if cleaned else None

    def paper(self, q: Question) -> Paper:
        return Paper("options", texts=(gettext("Yes"),))

    def example(self, q: Question) -> bool:
        return True

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", gettext("Yes")) if value is True else Shown("none")

    def columns(self, q: Question) -> list[Column]:
        return [self.column(q, f"CASE WHEN {sql.text(q['key'])} = 'true' THEN 'yes' END")]

    def counts(self, q: Question) -> list[tuple[str, str]]:
        return [("true", gettext("Yes"))]
