"""Any number of several options."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.calls.questions import options, sql
from applicants.calls.questions.base import Column, Config, Paper, Question, QuestionType, Shown, is_answered


class ChoicesConfig(Config):
    options = options.LinesField(label=_("Options"))
    most = forms.IntegerField(label=_("Most that may be chosen"), min_value=1, required=False)


class AtMost:
    """Refuses more than `most` options."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, chosen: list[str]) -> None:
        if len(chosen) > self.most:
            raise ValidationError(
                ngettext("Choose only %(most)d.", "Choose at most %(most)d.", self.most) % {"most": self.most}, code="most"
            )


class Choices(QuestionType):
    kind = "choices"
    label = _("Several options")
    hint = _("As many as apply.")
    order = 40
    config_form = ChoicesConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(code, str) for code in value)

    def field(self, q: Question) -> forms.MultipleChoiceField:
        most = q["config"].get("most")
        return forms.MultipleChoiceField(
            choices=options.choices(q["config"]["options"]),
            widget=forms.CheckboxSelectMultiple,
            validators=[AtMost(most)] if most else [],
            **self.common(q),
        )

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return options.with_retired(field, value, lambda: self.field(q))

    def show(self, value: Any, q: Question) -> Shown:
        if not is_answered(value):
            return Shown("none")
        return Shown("lines", [options.label_of(q["config"]["options"], code) for code in value])

    def paper(self, q: Question) -> Paper:
        return Paper("options", texts=tuple(self.limits(q)))

    def example(self, q: Question) -> list[str]:
        return [self.counts(q)[0][0]]

    def limits(self, q: Question) -> list[str]:
        return [label for _code, label in self.counts(q)]

    def columns(self, q: Question) -> list[Column]:
        return [self.column(q, sql.safe(sql.codes(q["key"])))]

    def counts(self, q: Question) -> list[tuple[str, str]]:
        return options.choices(q["config"]["options"])
