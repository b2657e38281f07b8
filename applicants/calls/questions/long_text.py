"""Text of several paragraphs with a word limit, which may also be spoken. Nothing is ever cut: what is too long is kept and named.

The answer is a string, or what `calls.voice.answer` describes, where there is a recording or the language was said.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants.calls.languages.field import as_said
from applicants.calls.languages.said import said
from applicants.calls.questions import sql
from applicants.calls.questions.base import Column, Config, Paper, Question, QuestionType, Shown, is_answered
from applicants.calls.questions.file import MEGABYTE, MOST_MB_IN_PIECES
from applicants.calls.voice.answer import LANGUAGE, RECORDING, TEXT, closed, has_parts, opened, shown_recording
from applicants.calls.voice.field import AUDIO, BOTH, TYPES, VIDEO, VoiceField, limits_in_words
from fundportal.files.content import FILE_TYPES
from fundportal.files.limits import Limits
from fundportal.web.pack.words import WordsField

LONGEST_WORD = 40  # characters a word on the average, which no language reaches: the count of words says it first
LONGEST = 100_000
VOICES = [("", _("No, only in writing")), (AUDIO, _("With the voice")), (VIDEO, _("On video")), (BOTH, _("With the voice or on video"))]


class LongTextConfig(Config):
    words = forms.IntegerField(label=_("Word limit"), min_value=5, max_value=10000, initial=300)
    voice = forms.ChoiceField(
        label=_("May it be answered without writing?"),
        choices=VOICES,
        required=False,
        help_text=_("Who listens may know the voice or the face: choose what reviewers see of this question accordingly."),
    )
    max_minutes = forms.IntegerField(label=_("Longest recording, in minutes"), min_value=1, max_value=60, required=False)
    max_mb = forms.IntegerField(label=_("Largest recording, in MB"), min_value=1, max_value=MOST_MB_IN_PIECES, required=False)
    own_language = forms.BooleanField(
        label=_("Ask in which language it is answered"), required=False, help_text=_("Always asked where it may be spoken.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for name in ("max_minutes", "max_mb") if cleaned.get("voice") else ():
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, ValidationError(gettext("A recording needs this limit."), code="needed"))
        return cleaned

    def to_config(self) -> dict[str, Any]:
        """As it was before anything could be spoken, where nothing is."""
        kept = {name: value for name, value in super().to_config().items() if value is not False}
        return kept if "voice" in kept else {name: value for name, value in kept.items() if name in ("words", "own_language")}


class LongText(QuestionType):
    kind = "long_text"
    label = _("Long text")
    hint = _("Several paragraphs, with a word limit and a count. It may also be answered with the voice or on video.")
    order = 20
    config_form = LongTextConfig

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) or has_parts(value)

    def uploads(self, q: Question) -> Limits | None:
        config = q["config"]
        voice = config.get("voice")
        return Limits(TYPES[voice], config["max_mb"] * MEGABYTE, max_minutes=config["max_minutes"]) if voice else None

    def field(self, q: Question) -> forms.Field:
        words = q["config"].get("words")
        if not is_more_than_text(q):
            return WordsField(limit=words, max_length=longest(words), **self.common(q))
        return VoiceField(
            words=words, longest=longest(words), voice=q["config"].get("voice", ""), limits=self.uploads(q), language=True, **self.common(q)
        )

    def holding(self, field: forms.Field, value: Any, q: Question) -> forms.Field:
        """Where nothing may be spoken any more: the text box, and what was recorded, which can only be removed."""
        if not isinstance(field, WordsField) or not has_parts(value):
            return field
        return VoiceField(
            words=field.limit, longest=longest(field.limit), voice="", limits=None, language=LANGUAGE in value, **self.common(q)
        )

    def paper(self, q: Question) -> Paper:
        return Paper("box", min(4 + (q["config"].get("words") or 300) // 12, 40))

    def example(self, q: Question) -> str:
        return " ".join(["ejemplo"] * min(q["config"].get("words") or 40, 40))

    def limits(self, q: Question) -> list[str]:
        words, limits = q["config"].get("words"), self.uploads(q)
        found = [gettext("Up to %(count)d words") % {"count": words}] if words else []
        if limits:
            found.append(f"{dict(VOICES)[q['config']['voice']]}: {limits_in_words(limits)}")
        return found

    def boxes(self, q: Question) -> int:
        return 6 if is_more_than_text(q) else 1

    def to_json(self, cleaned: Any, q: Question) -> Any:
        """Of a text; what was recorded is stored by whoever saves the answer (see `answers_of`)."""
        return cleaned or None

    def initial(self, value: Any, q: Question) -> Any:
        return opened(value) if has_parts(value) or is_more_than_text(q) else value

    def problems(self, value: Any, q: Question) -> list[str]:
        """A recording was checked when it came; only the limits of a newer form may have become narrower."""
        if not has_parts(value):
            return super().problems(value, q)
        form, limits = opened(value), self.uploads(q)
        found = super().problems(closed(form[TEXT], None, as_said(form) if is_more_than_text(q) else None), q)
        recording = form[RECORDING]
        if not recording:
            return found
        if limits is None:
            return [*found, gettext("A recording is no longer taken here. Remove it, and answer in writing.")]
        if recording["media_type"] not in {FILE_TYPES[code].media_type for code in limits.types}:
            return [*found, gettext("This kind of recording is no longer accepted here.")]
        if recording["size"] > limits.max_bytes:
            return [*found, gettext("The recording is larger than what is accepted now.")]
        return found

    def show(self, value: Any, q: Question) -> Shown:
        if not is_answered(value):
            return Shown("none")
        form = opened(value)
        paragraphs = [part for part in form[TEXT].split("\n") if part.strip()]
        if not has_parts(value):
            return Shown("paragraphs", paragraphs)
        recording = form[RECORDING] and shown_recording(form[RECORDING])
        return Shown("voice", {"paragraphs": paragraphs, "recording": recording, "language": said(as_said(form))})

    def columns(self, q: Question) -> list[Column]:
        key = q["key"]
        is_object = f"jsonb_typeof(answers->{sql.literal(key)}) = 'object'"
        found = [self.column(q, sql.safe(f"CASE WHEN {is_object} THEN {sql.inner(key, TEXT)} ELSE {sql.text(key)} END"))]
        if q["config"].get("voice"):
            name, id, seconds = (sql.inner_of(key, RECORDING, fact) for fact in ("name", "file", "seconds"))
            found += [
                self.column(q, sql.safe(name), "recording", label={"es": "grabación", "en": "recording"}),
                self.column(q, sql.safe(id), "recording_id", label={"es": "id de la grabación", "en": "recording's id"}),
                self.column(q, sql.number(seconds), "seconds", is_number=True, label={"es": "segundos", "en": "seconds"}),
            ]
        if is_more_than_text(q):
            code, words = sql.inner_of(key, LANGUAGE, "code"), sql.inner_of(key, LANGUAGE, "words")
            spoken = f"nullif(concat_ws(', ', {code}, {words}), '')"
            found.append(self.column(q, sql.safe(spoken), "language", label={"es": "lengua", "en": "language"}))
        return found


def is_more_than_text(q: Question) -> bool:
    """Whether it may be spoken, or asks in which language it is answered."""
    return bool(q["config"].get("voice") or q["config"].get("own_language"))


def longest(words: int | None) -> int:
    """In characters."""
    return words * LONGEST_WORD if words else LONGEST
