"""Text of several paragraphs with a word limit. Nothing is ever cut: what is too long is kept and named."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.questions.base import Config, Paper, Question, QuestionType, Shown, is_answered
from fundportal.web.pack.words import WordsField

LONGEST_WORD = 40  # characters a word on the average, which no language reaches: the count of words says it first
LONGEST = 100_000


class LongTextConfig(Config):
    words = forms.IntegerField(label=_("Word limit"), min_value=5, max_value=10000, initial=300)


class LongText(QuestionType):
    kind = "long_text"
    label = _("Long text")
    hint = _("Several paragraphs, with a word limit and a count.")
    order = 20
    config_form = LongTextConfig

    def field(self, q: Question) -> forms.Field:
        words = q["config"].get("words")
        return WordsField(limit=words, max_length=words * LONGEST_WORD if words else LONGEST, **self.common(q))

    def paper(self, q: Question) -> Paper:
        return Paper("box", min(4 + (q["config"].get("words") or 300) // 12, 40))

    def example(self, q: Question) -> str:
        return " ".join(["ejemplo"] * min(q["config"].get("words") or 40, 40))

    def limits(self, q: Question) -> list[str]:
        words = q["config"].get("words")
        return [gettext("Up to %(count)d words") % {"count": words}] if words else []

    def to_json(self, cleaned: str, q: Question) -> str | None:
        return cleaned or None

    def show(self, value: str | None, q: Question) -> Shown:
        return Shown("paragraphs", [part for part in str(value).split("\n") if part.strip()]) if is_answered(value) else Shown("none")
