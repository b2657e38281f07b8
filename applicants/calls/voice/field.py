"""A long text that may also be spoken, and be given in one's own language: a text box, the telephone's recorder, the list of languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from applicants.calls.languages.field import CONTROLS, LanguageField, LanguageInput
from applicants.calls.questions.file import MEGABYTE, MOST_MB
from applicants.calls.voice.answer import RECORDING, TEXT, closed, has_parts, opened, shown_recording
from applicants.calls.voice.recorded import recording_facts
from fundportal.files.content import inspect_upload
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.web.pack.draw import draw
from fundportal.web.pack.files import KeptFileField, arrived, upload_name
from fundportal.web.pack.words import WordsField, WordsTextarea
from fundportal.web.sizes import in_megabytes, in_minutes, on_a_slow_line

Question = dict[str, Any]
Keep = Callable[["UploadedFile[bytes]", Question], Any]
AUDIO, VIDEO, BOTH = "audio", "video", "both"
SOUNDS = ("weba", "m4a", "mp3", "ogg", "aac", "amr")
PICTURES = ("mp4", "webm", "mov")
REMOVED = "none"
TYPES = {AUDIO: SOUNDS, VIDEO: PICTURES, BOTH: (*SOUNDS, *PICTURES)}


class Voiced(NamedTuple):
    """A cleaned answer. `recording`: an upload, one that has Arrived, the facts of a stored one, False or REMOVED when there is to be none, None when
    nothing was said of it."""

    text: str
    language: dict[str, str] | None
    recording: Any


class VoiceInput(forms.Widget):
    """`x` is the text box, `x-recording` the file input, `x-recording-clear` the box that removes what is kept, `x-upload` the number of a recording
    that has come in pieces, or REMOVED; then those of LanguageInput."""

    template_name = "calls/widgets/voice.html"
    use_fieldset = True
    needs_multipart_form = True
    first_control = ""

    def __init__(self, *, words: int | None, voice: str, limits: Limits | None, language: bool) -> None:
        super().__init__()
        self.text, self.voice, self.limits = WordsTextarea(words), voice, limits
        self.language = LanguageInput() if language else None

    def id_for_label(self, id_: str) -> str:
        return ""

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def asks_again(self, data: Any, name: str) -> bool:
        return self.language is not None and self.language.asks_again(data, name)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        """What came from the controls. A new recording wins over the box that removes the old one."""
        removed = data.get(upload_name(name)) or (False if data.get(f"{name}-{RECORDING}-clear") else None)
        language = self.language.value_from_datadict(data, files, name) if self.language else dict.fromkeys(CONTROLS, "")
        text = str(data.get(name) or "")
        return {TEXT: text, RECORDING: (self.limits and files.get(f"{name}-{RECORDING}")) or removed, **language}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-{RECORDING}" not in files

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        drawn, typed = context["widget"], opened(None) | (value or {})
        own_id, failed = drawn["attrs"].get("id", f"id_{name}"), "aria-invalid" in drawn["attrs"]
        kept, marks = typed[RECORDING], {"aria-invalid": "true"} if failed else {}
        drawn.update(
            id=own_id,
            text=draw(self.text, name, typed[TEXT], {"id": own_id, **marks}),
            voice=self.voice if self.limits else "",
            recording=f"{name}-{RECORDING}",
            kept=kept and shown_recording(kept),
            limits=self.limits and told(self.limits),
            upload_name=self.limits and upload_name(name),
            max_bytes=self.limits and self.limits.max_bytes,
            minutes=self.limits and self.limits.max_minutes,
            accept=accepted(self.voice),
            capture=self.voice != BOTH,
            language=self.language and draw(self.language, name, {part: typed[part] for part in CONTROLS}, {"id": own_id}),
            language_open=any(typed[part] for part in CONTROLS),
        )
        return context


class VoiceField(forms.FileField):
    """Its cleaned value is Voiced. `limits` are those of the recording; without them none is taken, and one that is kept can be removed."""

    def __init__(self, *, words: int | None, longest: int, voice: str, limits: Limits | None, language: bool, **options: Any) -> None:
        self.text = WordsField(limit=words, max_length=longest, required=False)
        self.language = LanguageField(required=False) if language else None
        self.recording = KeptFileField(max_bytes=min(limits.max_bytes, MOST_MB * MEGABYTE), required=False) if limits else None
        self.limits = limits
        super().__init__(widget=VoiceInput(words=words, voice=voice, limits=limits, language=language), **options)

    def clean(self, data: Any, initial: Any = None) -> Voiced:
        typed, errors = opened(None) | (data or {}), list[ValidationError]()
        text = attempt(self.text.clean, typed[TEXT], "", errors) or ""
        spoken = {part: typed[part] for part in CONTROLS}
        language = attempt(self.language.clean, spoken, "", errors) if self.language else None
        recording = attempt(self.checked, typed[RECORDING], f"-{RECORDING}", errors)
        if errors:
            raise ValidationError(errors)
        kept = (initial or {}).get(RECORDING) if recording is None else recording
        if self.required and not text and kept in (None, False, REMOVED):
            raise ValidationError(self.error_messages["required"], code="required")
        return Voiced(text, language, recording)

    def checked(self, recording: Any) -> Any:
        """An upload that is within the limits; whatever else was said of the recording as it is. Raises ValidationError."""
        if isinstance(recording, str):
            return recording if recording == REMOVED else arrived(recording)
        if isinstance(recording, UploadedFile) and self.recording and self.limits:
            self.recording.clean(recording)
            inspect_upload(recording, self.limits)
        return recording

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A page that is shown again speaks of the kept recording: what was just sent cannot be put back into a file input."""
        kept = None if data[RECORDING] in (False, REMOVED) else (initial or {}).get(RECORDING)
        return {**data, RECORDING: kept}

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = opened(None) | (initial or {})
        return data[RECORDING] is not None or any(before[part] != data[part] for part in (TEXT, *CONTROLS))


def voiced(cleaned: Voiced, was: Any, q: Question, keep: Keep | None) -> Any:
    """What is stored of a cleaned answer. `keep` stores an upload and returns its facts; without it the recording stays as it was."""
    return closed(cleaned.text, settled(cleaned.recording, was, q, keep), cleaned.language)


def settled(recording: Any, was: Any, q: Question, keep: Keep | None) -> dict[str, Any] | None:
    """The facts of the recording that is kept in the end: the new one, none, or the one that is part of the answer already.

    What is sent while typing is text, and a recording that has come in pieces or was deleted in the page; the file input and its box wait for the button.
    """
    before: dict[str, Any] | None = opened(was)[RECORDING]
    if keep and isinstance(recording, UploadedFile):
        return cast(dict[str, Any], keep(recording, q))
    if isinstance(recording, StoredFile):
        return before if before and before["file"] == str(recording.pk) else recording_facts(recording)
    return None if recording == REMOVED or (keep and recording is False) else before


def held_by(field: forms.Field, value: Any) -> Any:
    """A stored answer, or one kept as typed, as this field shows and cleans it: the settings may have changed since."""
    if isinstance(field, VoiceField):
        return opened(value)
    return opened(value)[TEXT] if has_parts(value) else value


def attempt(clean: Callable[[Any], Any], value: Any, control: str, errors: list[ValidationError]) -> Any:
    """What cleaning gives; None where it fails: then its errors are among `errors`, each with the control that it is about."""
    try:
        return clean(value)
    except ValidationError as failed:
        for error in failed.error_list:
            error.params = {"control": control, **(error.params or {})}
            errors.append(error)
        return None


def accepted(voice: str) -> str:
    """The `accept` attribute: kinds, not types, since a telephone offers its recorder by them."""
    return {AUDIO: "audio/*", VIDEO: "video/*", BOTH: "audio/*,video/*"}.get(voice, "")


def limits_in_words(limits: Limits) -> str:
    return gettext("Up to %(length)s and %(size)s") % {
        "length": in_minutes((limits.max_minutes or 0) * 60),
        "size": in_megabytes(limits.max_bytes),
    }


def told(limits: Limits) -> str:
    """The limits and what they cost, before anything is recorded."""
    facts = {"limits": limits_in_words(limits), "time": on_a_slow_line(limits.max_bytes)}
    return gettext("%(limits)s. On a slow line that takes about %(time)s.") % facts
