"""A whole set of stored answers, held against a form version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from applicants.calls.form_versions import LoadedForm, LoadedSection
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Json, Question, is_answered


class Lack(NamedTuple):
    """Why a form is not complete: a question without an answer (no sentences), or one whose stored answer does not hold."""

    section: LoadedSection
    question: Question
    sentences: list[str]


def lacks(form: LoadedForm, answers: Mapping[str, Json]) -> list[Lack]:
    """What stands between these answers and a submission, in the order of the form; empty when nothing does."""
    return [lack for section in form.sections for lack in lacks_of(section, answers)]


def lacks_of(section: LoadedSection, answers: Mapping[str, Json]) -> list[Lack]:
    found = []
    for q in section.questions:
        value = answers.get(q["key"])
        if not is_answered(value):
            if q["required"]:
                found.append(Lack(section, q, []))
        elif sentences := question_type(q["kind"]).problems(value, q):
            found.append(Lack(section, q, sentences))
    return found
