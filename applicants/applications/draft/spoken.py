"""Answers that may be spoken: what was recorded is kept whatever has to be corrected in the text, and the page shows what is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from applicants.applications.models import Application
from applicants.calls.questions.base import Json, Question
from applicants.calls.section_form import SectionForm
from applicants.calls.voice.answer import RECORDING, closed, closed_again, has_parts, opened
from applicants.calls.voice.field import Keep, VoiceField, settled
from fundportal.files.models import StoredFile
from fundportal.web.pack.files import Arrived

Find = Callable[[str, Arrived], StoredFile | None]
"""The person's own file that came in pieces for this question; None when there is none."""


def spoken(form: SectionForm) -> list[Question]:
    """The questions of a form that may be spoken."""
    return [q for q in form.section.questions if isinstance(form.fields[q["key"]], VoiceField)]


def recordings_in(form: SectionForm) -> dict[str, UploadedFile[Any]]:
    """The recordings that came with the form and can be taken, also where something else has to be corrected."""
    found = {}
    for q in spoken(form):
        field, key = form.fields[q["key"]], q["key"]
        came = sound(field, field.widget.value_from_datadict(form.data, form.files, key)[RECORDING])
        if isinstance(came, UploadedFile):
            found[key] = came
    return found


def in_error(
    form: SectionForm, typed: dict[str, Any], find: Find, keep: Keep | None, refused: Collection[str]
) -> tuple[dict[str, Json], dict[str, Any]]:
    """Of those in error: answers, where only the new recording cannot be taken; else what is kept as typed, with the recording. `typed` is what
    stands in their controls; recordings of those that are `refused` are left out."""
    values, unfinished = dict[str, Json](), dict[str, Any]()
    for q in spoken(form):
        key, field = q["key"], form.fields[q["key"]]
        if key not in typed:
            continue
        came = sound(field, typed[key][RECORDING]) if key not in refused else None
        came = find(key, came) if isinstance(came, Arrived) else came
        recording = settled(came, form.answers.get(key), q, keep)
        kept = {**typed[key], RECORDING: recording}
        try:
            cleaned = field.clean(kept)
        except ValidationError as error:
            if getattr(error, "code", None) != "required":
                unfinished[key] = kept
                continue
            values[key] = None
        else:
            values[key] = closed(cleaned.text, recording, cleaned.language)
    return values, unfinished


def sound(field: Any, recording: Any) -> Any:
    """The recording as it came; None where it cannot be taken."""
    try:
        return field.checked(recording)
    except ValidationError:
        return None


def show(form: SectionForm, key: str, application: Application, value: Any) -> None:
    """Let the page show the recording of this answer, with where it can be heard, also when it is shown again with what was sent."""
    shown = opened(value)
    recording = shown[RECORDING]
    if recording:
        shown[RECORDING] = {**recording, "url": reverse("application_file", args=[application.folio, recording["file"]])}
    form.initial[key] = shown
    form[key].initial = shown


def known(application: Application, key: str) -> Json:
    """The stored answer; its recording as it was kept last, when the text that goes with it has to be corrected yet."""
    answer, typed = application.answers.get(key), application.unfinished.get(key)
    if not has_parts(typed):
        return answer
    return closed_again({**opened(answer), RECORDING: typed.get(RECORDING)})
