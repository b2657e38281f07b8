"""A section of a published form as an ordinary Django form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from applicants.calls.form_versions import LoadedSection
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question
from applicants.calls.questions.file import stored_answer
from applicants.calls.voice.field import Keep, Voiced, voiced
from fundportal.files.models import StoredFile


class SectionForm(forms.BaseForm):
    """Field names are question keys. `retired` names those of which something is stored that is no longer offered. A required question without an answer is no error: `missing` names it, and the draft is saved all the same."""

    base_fields: dict[str, forms.Field] = {}

    def __init__(self, section: LoadedSection, answers: Mapping[str, Json], data: Any = None, files: Any = None) -> None:
        self.section, self.answers = section, answers
        self.missing: list[str] = []
        self.base_fields = section.fields()
        initial = {
            q["key"]: question_type(q["kind"]).initial(answers[q["key"]], q) for q in section.questions if answers.get(q["key"]) is not None
        }
        super().__init__(data, files, initial=initial)
        self.retired = [q["key"] for q in section.questions if q["key"] in initial and self.holds_more(q)]

    def holds_more(self, q: Question) -> bool:
        """Let the question's field take what is stored, if newer settings leave something of it out. Returns whether they do."""
        key, kind = q["key"], question_type(q["kind"])
        usual = self.fields[key]
        wider = kind.holding(usual, self.answers[key], q) if kind.fits(self.answers[key]) else usual
        if wider is not usual:
            vars(wider)["easy"] = vars(usual).get("easy")
            self.fields = {**self.fields, key: wider}
        return wider is not usual

    def add_error(self, field: str | None, error: Any) -> None:
        """Keeps "this is missing" apart from what is wrong."""
        if field and isinstance(error, ValidationError) and getattr(error, "code", None) == "required":
            self.missing.append(field)
            return
        super().add_error(field, error)


def section_form(section: LoadedSection, answers: Mapping[str, Json], data: Any = None, files: Any = None) -> SectionForm:
    """The form of a section, prefilled with what is stored; bound when `data` is given."""
    return SectionForm(section, answers, data, files)


def answers_of(form: SectionForm, *, keep: Keep | None = None, sent_only: bool = False) -> dict[str, Json]:
    """The values of the valid questions by key, as they are stored; None where an answer was taken away. Questions in error are left out.

    `keep` stores an upload and returns its answer; without it uploads are left out. With `sent_only`, questions of which the request holds
    no trace are left out too (an autosave sends only what changed).
    """
    failed = form.errors  # cleans the form
    found: dict[str, Json] = {}
    for q in form.section.questions:
        key = q["key"]
        widget = form.fields[key].widget
        if key in failed or (sent_only and widget.value_omitted_from_data(form.data, form.files, key)):
            continue
        cleaned = form.cleaned_data.get(key)
        if key in form.missing:
            found[key] = None
        elif isinstance(cleaned, Voiced):
            found[key] = voiced(cleaned, form.answers.get(key), q, keep)
        elif isinstance(cleaned, UploadedFile):
            if keep is not None:
                found[key] = keep(cleaned, q)
        elif isinstance(cleaned, StoredFile):
            found[key] = stored_answer(cleaned)
        elif q["kind"] == "file":
            found[key] = None if cleaned is False else form.answers.get(key)
        else:
            found[key] = question_type(q["kind"]).to_json(cleaned, q)
    return found
