"""The end of an appeal: the new decision is known."""

from __future__ import annotations

from collections.abc import Iterable

from applicants.selection.appeals.models import Appeal
from applicants.selection.models import Decision


def conclude(decisions: Iterable[Decision]) -> None:
    """Within the release's transaction: appeals whose application was read again end with the decision about it. Needs application and appeal at hand; one
    statement, none where there are no appeals."""
    ended = []
    for decision in decisions:
        appeal = getattr(decision.application, "appeal", None)
        if appeal and appeal.state == Appeal.State.READING:
            appeal.state, appeal.outcome = Appeal.State.DECIDED, decision
            ended.append(appeal)
    if ended:
        Appeal.objects.bulk_update(ended, ["state", "outcome"])
