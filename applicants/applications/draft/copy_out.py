"""A draft as one file that its person takes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from applicants.applications.asked import asked_form
from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedForm, form_version
from applicants.calls.questions.base import Json, Question, file_in
from applicants.calls.voice.answer import RECORDING, closed_again, has_parts, opened

TYPE, VERSION = "fund-portal-draft", 1


def copied(application: Application, at: datetime) -> dict[str, Any]:
    """Every answer and what was kept as typed, each with its question, also of questions that other answers have taken away for now; of files their names alone. Nothing of the self-description, which is kept elsewhere.

    In other hands than the applicant's nothing of what is sensitive.
    """
    form = asked_form(application)
    answers, files = [], []
    for key, q in known_questions(application, form):
        if q["sensitive"] and not application.is_led:
            continue
        told = {"question": key, "kind": q["kind"], "label": q["label"]}
        answer, typed = application.answers.get(key), application.unfinished.get(key)
        held = files_in(answer)
        if (recording := file_in(typed) or file_in(answer)) and not held:
            files.append(named(told, recording))
        if has_parts(answer):
            answer = closed_again({**opened(answer), RECORDING: None})
        if has_parts(typed):
            typed = {**opened(typed), RECORDING: None}
        if held:
            files += [named(told, file) for file in held]
        elif key in application.unfinished:
            answers.append({**told, "typed": typed})
        elif answer is not None:
            answers.append({**told, "answer": answer})
    return {
        "type": TYPE,
        "version": VERSION,
        "call": application.call.slug,
        "folio": application.folio,
        "form": {"number": form.number, "sha256": form.sha256},
        "saved_at": written(application.saved_at),
        "copied_at": written(at),
        "answers": answers,
        "files": files,
    }


def known_questions(application: Application, asked: LoadedForm) -> Iterator[tuple[str, Question]]:
    """Those that are asked, in their order, then those that are not asked now but were answered."""
    yield from asked.questions.items()
    whole = form_version(application.form_version_id)
    for key in {**application.answers, **application.unfinished}:
        if key not in asked.questions and (q := whole.any_question(key)):
            yield key, q


def named(told: dict[str, Any], file: dict[str, Any]) -> dict[str, Any]:
    """A file as the copy has it: nothing by which it could be fetched or recognised."""
    return {**told, "name": str(file.get("name", "")), "size": file.get("size", 0)}


def files_in(answer: Json) -> list[dict[str, Any]]:
    """The files that an answer consists of."""
    parts = answer if isinstance(answer, list) else [answer]
    return [part for part in parts if isinstance(part, dict) and "file" in part]


def written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
