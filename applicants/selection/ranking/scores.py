"""Scores and decisions of a round as a file, for the minutes of the people who decide."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.db import transaction

from applicants.calls.questions.sql import harmless
from applicants.review.models import Round
from applicants.selection.ranking.banded import banded
from fundportal.audit.record import record

if TYPE_CHECKING:
    from fundportal.accounts.models import User

HEADER = (
    *("folio", "name", "state", "band", "adjusted", "adjusted_from", "adjusted_to"),
    *("points", "lowest", "highest", "reviews", "decision", "waiting_list_place", "known"),
)


@transaction.atomic
def scores(*, round: Round, by: User) -> bytes:
    """The whole ranking as CSV (UTF-8 with a byte order mark, which Excel wants), formula-safe, written into the audit record.

    States and decisions are codes, points go from 0 to 100; `adjusted` is without the severity of reviewers, with the interval of 95 % (see review.scores). Whose application it is does not read it: it is left out.
    """
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    rows = banded(round, reader=by)
    writer.writerows(map(line, rows))
    target = f"{round.call.slug}:{round.ordinal}"
    record(actor=by, verb="export_scores", target=target, program_code=round.call.program_code, applications=len(rows))
    return buffer.getvalue().encode()


def line(row: Any) -> list[Any]:
    numbers = [f"{value:.2f}" if value is not None else "" for value in (row.mean, row.low, row.high)]
    adjusted = ["", "", "", ""]
    if row.estimate:
        adjusted = [row.estimate.band or "", *(f"{value:.2f}" for value in (row.estimate.value, row.estimate.low, row.estimate.high))]
    said = [row.outcome or "", row.position or "", "" if row.outcome is None else "yes" if row.known else "no"]
    return [row.folio, harmless(str(row.applicant)), row.state, *adjusted, *numbers, row.count, *said]
