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


def examples(form: LoadedForm) -> dict[str, Json]:
    """An invented answer to every question that has none yet."""
    return {key: value for key, q in form.questions.items() if is_answered(value := question_type(q["kind"]).example(q))}
