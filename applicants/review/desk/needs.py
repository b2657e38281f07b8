"""Which answers are read for a criterion, as staff have said (see rounds/needs.py)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Value

from applicants.calls.repeats import taken_apart
from applicants.review.models import Criterion


def with_needs(criteria: QuerySet[Criterion]) -> QuerySet[Any]:
    """The criteria with the keys of the questions that each needs, as `needed`; none for all of them."""
    return criteria.annotate(needed=ArrayAgg("needs__question", filter=Q(needs__isnull=False), default=Value([])))


def is_needed(key: str, needs: set[str]) -> bool:
    """Whether the answer to this question is read. Of what repeats each time is."""
    return not needs or taken_apart(key)[0] in needs
