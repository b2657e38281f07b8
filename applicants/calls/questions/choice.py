"""One of several options."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions.base import Config, Paper, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.options import LinesField, choices, label_of, with_retired


class ChoiceConfig(Config):
    options = LinesField(label=_("Options"))


class Choice(QuestionType):
    kind = "choice"
    label = _("One option")
    hint = _("One of several options.")
    order = 30
    config_form = ChoiceConfig

    def field(self, q: Question) -> forms.ChoiceField:
        return forms.ChoiceField(choices=choices(q["config"]["options"]), widget=forms.RadioSelect, **self.common(q))

    def holding(self, field: Any, value: Any, q: Question) -> forms.Field:
        return with_retired(field, [value], lambda: self.field(q))

    def show(self, value: Any, q: Question) -> Shown:
        return Shown("text", label_of(q["config"]["options"], value)) if is_answered(value) else Shown("none")

    def paper(self, q: Question) -> Paper:
        return Paper("options", texts=tuple(self.limits(q)))

    def example(self, q: Question) -> str:
        return self.counts(q)[0][0]

    def limits(self, q: Question) -> list[str]:
        return [label for _code, label in self.counts(q)]

    def counts(self, q: Question) -> list[tuple[str, str]]:
        return choices(q["config"]["options"])
