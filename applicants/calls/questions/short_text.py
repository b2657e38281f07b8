"""A line of text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions.base import Config, Question, QuestionType
from fundportal.web.pack.lines import LineField

LONGEST = 300


class ShortTextConfig(Config):
    max_chars = forms.IntegerField(label=_("Longest answer, in characters"), min_value=1, max_value=LONGEST, initial=120)


class ShortText(QuestionType):
    kind = "short_text"
    label = _("Short text")
    hint = _("One line: a name, a title, a sentence.")
    order = 10
    tier = 1  # a line is a name, a telephone, a town more often than a title: who writes the form opens it to reviewers
    config_form = ShortTextConfig

    def field(self, q: Question) -> forms.Field:
        return LineField(max_length=q["config"].get("max_chars", LONGEST), **self.common(q))

    def example(self, q: Question) -> str:
        return gettext("An example")[: q["config"].get("max_chars", LONGEST)].strip()

    def limits(self, q: Question) -> list[str]:
        return [gettext("Up to %(count)d characters") % {"count": q["config"].get("max_chars", LONGEST)}]

    def to_json(self, cleaned: Any, q: Question) -> str | None:
        return cleaned or None
