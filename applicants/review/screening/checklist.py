"""What the checklist of a round of screening has brought, for who screens. It advises: staff say in or out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from applicants.applications.models import Application
from applicants.review.models import Review, Round
from applicants.review.rounds.rubric import scores_of


class Checked(NamedTuple):
    """One reader's checklist: who, and the criteria that got their lowest score (not met)."""

    reader: str
    not_met: list[str]


def checked(applications: Iterable[Application]) -> dict[int, list[Checked]]:
    """Application -> the checklists that were handed in. Two statements, however many there are."""
    rows = (
        Review.objects.filter(
            application__in=[application.pk for application in applications], round__kind=Round.Kind.SCREENING, submitted_at__isnull=False
        )
        .select_related("reviewer", "round")
        .prefetch_related("round__criteria")
        .order_by("pk")
    )
    found: dict[int, list[Checked]] = {}
    for review in rows:
        lowest = [str(c.title) for c in review.round.criteria.all() if review.scores.get(c.key) == min(scores_of(c), default=None)]
        found.setdefault(review.application_id, []).append(Checked(str(review.reviewer), lowest))
    return found
