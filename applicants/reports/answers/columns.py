"""The columns of an export of answers: the same codes in every export of a call, whatever its form has become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from applicants.calls.questions import question_type, sql
from applicants.calls.questions.base import Column

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
            for question in section["questions"]:
                for column in question_type(question["kind"]).columns(question):
                    found.setdefault(column.code, column)
    return [*OWN, *found.values()]
