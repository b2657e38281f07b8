"""The ranking of a round: applications by the mean of the reviews handed in. It orders; people decide."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Rank

from applicants.applications.models import Application
from applicants.review.assign import READABLE
from applicants.review.models import Review, Round
from applicants.selection.models import Decision

DECISIONS = ("none", *Decision.Outcome.values)


def ranking(round: Round) -> QuerySet[Any]:
    """Applications that are being read, best first: `mean`, `count`, `low` and `high` of their reviews, `wanted_left`, `place`, `peers` (how many
    share the place) and `staged` (the outcome noted). Ties share a place; who has no review stands last, without one.
    """
    handed_in = Q(reviews__round=round, reviews__submitted_at__isnull=False)
    expected = Q(reviews__round=round) & ~Q(reviews__conflict=Review.Conflict.DECLARED)
    staged = Decision.objects.staged().filter(application=OuterRef("pk"))
    rows: QuerySet[Any] = Application.objects.filter(call=round.call, state__in=READABLE).annotate(
        mean=Avg("reviews__mean", filter=handed_in),
        count=Count("reviews", filter=handed_in),
        expected=Count("reviews", filter=expected),
        low=Min("reviews__mean", filter=handed_in),
        high=Max("reviews__mean", filter=handed_in),
        staged=Subquery(staged.values("outcome")[:1]),
        position=Subquery(staged.values("position")[:1]),
    )
    best = F("mean").desc(nulls_last=True)
    rows = rows.annotate(
        place=Window(Rank(), order_by=best),
        peers=Window(Count("pk"), partition_by=[F("mean")]),
        noted=Window(Max("staged"), partition_by=[F("pk")]),  # a window as well: a filter on it comes after the places are given
    )
    return rows.order_by(best, "folio").select_related("applicant").only("folio", "state", "call", "applicant__name", "applicant__email")


def by_decision(rows: QuerySet[Any], decision: str) -> QuerySet[Any]:
    """Those with this staged outcome, or with none; all for anything else. Places stay those of the whole ranking."""
    if decision == "none":
        return rows.filter(noted__isnull=True)
    return rows.filter(noted=decision) if decision in Decision.Outcome.values else rows
