"""The columns of an export of answers: the same codes in every export of a call, whatever its form has become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from applicants.calls.questions import question_type, sql
from applicants.calls.questions.base import Column, Question
from applicants.calls.repeats import list_key

if TYPE_CHECKING:
    from applicants.calls.models import FormVersion

# Columns of the application itself.
OWN = [
    Column("application.folio", "Folio", "Folio", "folio"),
    Column("application.state", "Estado", "State", "state"),
    Column(
        "application.submitted_at",
        "Recibida (UTC)",
        "Received (UTC)",
        """to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')""",
    ),
    Column("application.submission", "Envío", "Submission", "number", is_number=True),
    Column("application.form_version", "Versión del formulario", "Form version", "form_number", is_number=True),
    Column("applicant.name", "Nombre", "Name", sql.safe("name")),
    Column("applicant.email", "Correo", "E-mail", sql.safe("email")),
    Column("applicant.language", "Idioma", "Language", "language"),
]


def columns_of(versions: Iterable[FormVersion]) -> list[Column]:
    """The columns of all these form versions: those of the newest in its order, then what only older ones asked.

    A question that is in several versions is one column, as its newest version puts it.
    """
    found: dict[str, Column] = {}
    for version in sorted(versions, key=lambda version: -version.number):
        for section in version.sections:
            for column in columns_of_section(section):
                found.setdefault(column.code, column)
    return [*OWN, *found.values()]


def columns_of_section(section: dict[str, Any]) -> Iterator[Column]:
    """One that repeats has its columns as often as it may be there: those of the first time, then those of the second, with "-2" behind their keys."""
    for place in range(1, section.get("repeat", {}).get("max", 1) + 1):
        for question in section["questions"]:
            yield from (
                columns_of_time(section, question, place) if section.get("repeat") else question_type(question["kind"]).columns(question)
            )


def columns_of_time(section: dict[str, Any], question: Question, place: int) -> Iterator[Column]:
    key, numbers = question["key"], list_key(section["key"])
    label = {language: f"{text} · {place}" for language, text in question["label"].items()}
    for column in question_type(question["kind"]).columns({**question, "key": f"{key}-{place}", "label": label}):
        code = column.code if place > 1 else column.code.replace(f"{key}-1", key, 1)
        yield replace(column, code=code, sql=sql.time_of(column.sql, key, numbers, place))
