"""All answers of a call leave the house: recorded first, then streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from applicants.reports.answers.columns import columns_of
from applicants.reports.answers.statement import select
from applicants.reports.answers.stream import copy_out
from applicants.reports.answers.workbook import write_workbook
from fundportal.audit.record import record

if TYPE_CHECKING:
    from applicants.calls.models import Call, FormVersion
    from applicants.calls.questions.base import Column
    from fundportal.accounts.models import User

BOM = "\ufeff"


@dataclass(frozen=True)
class Answers:
    """What an export of one call holds: its columns and the statement that fills them."""

    call: Call
    columns: list[Column]
    select: str


def answers_of(versions: list[FormVersion]) -> Answers:
    """The export of the call to which these form versions (all of them) belong. Needs `call__cohort__strand__program` at hand."""
    call, columns = versions[0].call, columns_of(versions)
    return Answers(call, columns, select(call_id=call.pk, columns=columns))


def export_csv(*, answers: Answers, by: User | None, with_bom: bool = False) -> Iterator[bytes]:
    """A CSV as a stream: one COPY in one snapshot. Excel wants the byte order mark. `by` is None for a command at the shell."""
    _record(answers, by, "csv")
    head = io.StringIO(newline="")
    csv.writer(head, lineterminator="\n").writerow([column.code for column in answers.columns])
    return copy_out(answers.select, head=((BOM if with_bom else "") + head.getvalue()).encode())


def export_xlsx(*, answers: Answers, by: User | None, file: IO[bytes]) -> int:
    """A workbook, written into `file`. Returns how many texts were too long for a cell."""
    _record(answers, by, "xlsx")
    return write_workbook(file, select=answers.select, columns=answers.columns)


def _record(answers: Answers, by: User | None, kind: str) -> None:
    call = answers.call
    record(
        actor=by,
        verb="applications_exported",
        target=f"call:{call.slug}",
        program_code=call.program_code,
        format=kind,
        columns=len(answers.columns),
    )
