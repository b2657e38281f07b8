"""Who would be selected though they are tied to somebody who read them, or who decides. It is no bar, but nobody releases it unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from applicants.calls.models import Call
from applicants.review.conflicts.found import found
from applicants.review.conflicts.kinds import Kind, Reason
from applicants.review.models import Review, Round
from applicants.selection.models import Decision
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection


class NotAcknowledged(Refusal):
    """Somebody selected is tied to who read or decides, and whoever releases has not said that they know."""

    title = _("Conflicts of interest to read first")

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody who is selected may have a conflict of interest with a person who read or decides. Read who and why, and tick that you know."
            )
        )


class Tied(NamedTuple):
    """A decision, somebody who read its application or decides on it, and why these two are tied."""

    decision: Decision
    person: User
    reasons: Sequence[Reason]

    @property
    def words(self) -> str:
        return f"{self.person}: {'; '.join(reason.words for reason in self.reasons)}"


def tied(call: Call, decisions: Iterable[Decision], by: User) -> list[Tied]:
    """Of those selected: conflicts found with reviewers whose reviews count, with whoever noted or confirmed the decision, and with `by`, who releases.

    What staff have overruled is left out, and what somebody has declared, which has a warning of its own. A constant number of statements.
    """
    selected = {decision.application_id: decision for decision in decisions if decision.outcome == Decision.Outcome.SELECT}
    if not selected:
        return []
    counting = Review.objects.filter(application__in=selected, counts=True, submitted_at__isnull=False)
    concerned: dict[int, set[int]] = defaultdict(set)
    for application, reviewer in counting.values_list("application", "reviewer"):
        concerned[application].add(reviewer)
    for application, decision in selected.items():
        concerned[application] |= {pk for pk in (decision.staged_by_id, decision.confirmed_by_id, by.pk) if pk}
    people = {person.pk: person for person in User.objects.filter(pk__in=set().union(*concerned.values()))}
    pairs = found(Round(call=call), applications=list(selected), reviewers=list(people))
    rows = [
        Tied(selected[application], people[person], kept)
        for (application, person), reasons in pairs.items()
        if person in concerned[application] and (kept := [reason for reason in reasons if reason.kind != Kind.DECLARED])
    ]
    return sorted(rows, key=lambda row: (row.decision.application.folio, row.person.pk))


def mark(rows: Collection[Tied]) -> str:
    """What exactly is acknowledged, in short; empty when there is nothing."""
    lines = [f"{row.decision.application_id} {row.person.pk} {[(r.kind.value, r.detail) for r in row.reasons]}" for row in rows]
    return sha256("\n".join(lines).encode()).hexdigest()[:32] if lines else ""
