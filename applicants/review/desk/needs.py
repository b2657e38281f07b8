"""Which answers are read for a criterion, as staff have said (see rounds/needs.py)."""

from __future__ import annotations

from applicants.calls.repeats import taken_apart
from applicants.review.desk.models import Need
from applicants.review.models import Criterion


def needs_of(criterion: Criterion) -> set[str]:
    """The keys of the questions that it needs; none for all of them. One statement."""
    return set(Need.objects.filter(criterion=criterion).values_list("question", flat=True))


def is_needed(key: str, needs: set[str]) -> bool:
    """Whether the answer to this question is read. Of what repeats each time is."""
    return not needs or taken_apart(key)[0] in needs
