"""The ranking as it is shown: by adjusted scores, in bands of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from applicants.review.models import READABLE, Round
from applicants.review.scores.estimates import estimates
from applicants.selection.ranking.order import READ, by_decision, ranking

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def banded(round: Round, *, reader: User | None = None, decision: str = "") -> list[Any]:
    """The rows of `ranking`, filtered by the decision (READ: with a review handed in, and nothing noted), each with its `estimate` (None without a review that counts), the best first.

    Two statements, and one more where a review was handed in since the last time.
    """
    found = estimates(round)
    rows = list(by_decision(ranking(round, reader=reader), decision))
    if decision == READ:
        rows = [row for row in rows if row.count and row.state in READABLE and (row.outcome is None or row.known)]
    for row in rows:
        row.estimate = found.get(row.pk)
    return sorted(rows, key=lambda row: (-row.estimate.value if row.estimate else 1, row.folio))
