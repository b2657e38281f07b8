"""What was filled in on trial: in the session of who tries, for one call at a time."""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from applicants.calls.form_versions import LoadedForm
from applicants.calls.models import Call
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question, is_answered
from applicants.calls.questions.file import NOWHERE
from applicants.calls.repeats import list_key, numbers
from applicants.calls.section_form import SectionForm, answers_of
from fundportal.files.content import identify

SLOT = "trial"


def kept(request: HttpRequest, call: Call) -> dict[str, Json]:
    """The answers so far."""
    found: dict[str, Any] = request.session.get(SLOT, {})
    answers: dict[str, Json] = found["answers"] if found.get("call") == call.pk else {}
    return answers


def keep(request: HttpRequest, call: Call, answers: dict[str, Json]) -> None:
    request.session[SLOT] = {"call": call.pk, "answers": answers}


def forget(request: HttpRequest) -> None:
    request.session.pop(SLOT, None)


def with_answers(answers: dict[str, Json], form: SectionForm) -> dict[str, Json]:
    """The answers with those of a section that hold; a file counts as answered and is dropped."""
    return {**answers, **answers_of(form, keep=tried)}


def tried(upload: UploadedFile[bytes], q: Question) -> Json:
    """What is kept of a file: that there was one."""
    return {"file": NOWHERE, "name": upload.name, "size": upload.size, "sha256": "", "media_type": identify(cast(IO[bytes], upload.file))}


def with_examples(form: LoadedForm, given: dict[str, Json]) -> dict[str, Json]:
    """The answers with an invented one to every question that has none, also to those that are asked because of others."""
    answers = {key: value for key, value in given.items() if is_answered(value)}
    while new := {
        key: value for key, q in form.asked(answers).questions.items() if key not in answers and is_answered(value := example_of(q))
    }:
        answers |= new
    return answers


def example_of(q: Question) -> Json:
    return question_type(q["kind"]).example(q)


def once_more(form: LoadedForm, answers: dict[str, Json], key: str) -> dict[str, Json]:
    """The answers with one more time of a section that repeats; as they are where there cannot be one."""
    section = next((section for section in form.sections if section.key == key), None)
    if section is None or section.repeat is None:
        return answers
    there = numbers(section.repeat, answers.get(list_key(key)))
    return {**answers, list_key(key): [*there, max(there, default=0) + 1]} if len(there) < section.repeat.max else answers
