"""The ranking of a round: applications by the points of the reviews handed in. It orders; people decide. It stays when the decisions are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Rank

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.review.models import Review, Round
from applicants.selection.models import Decision

if TYPE_CHECKING:
    from fundportal.accounts.models import User

READ = "read"
DECISIONS = (READ, "none", *Decision.Outcome.values)
OUT = (State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN)
"""States of which nothing is decided; who got there after a decision that is known stays in the ranking."""


def ranking(round: Round, *, reader: User | None = None) -> QuerySet[Any]:
    """Applications that are read in the round, or were reviewed in it, best first, without those in which the reader has a part.

    `mean`, `count`, `low` and `high` of their reviews (points from 0 to 100), `expected` reviews, `place`, `peers` (how many share the place), `outcome`
    (of the newest decision), `position` (on the waiting list) and `known` (the release of that decision, None while it is only noted). Ties share a
    place; who has no review stands last, without one.
    """
    handed_in = Q(reviews__round=round, reviews__submitted_at__isnull=False, reviews__counts=True)
    expected = Q(reviews__round=round, reviews__counts=True) & ~Q(reviews__conflict=Review.Conflict.DECLARED)
    decided = Decision.objects.filter(application=OuterRef("pk")).order_by("-pk")
    reviewed = Exists(Review.objects.filter(round=round, application=OuterRef("pk"), submitted_at__isnull=False))
    decision_known = Exists(Decision.objects.filter(application=OuterRef("pk"), release__isnull=False))
    read = Application.objects.filter(Q(state__in=round.read_states) | Q(reviewed, ~Q(state__in=OUT) | Q(decision_known)), call=round.call)
    if round.only_id:
        read = read.filter(pk=round.only_id)
    rows: QuerySet[Any] = (read.apart_from(reader) if reader else read).annotate(
        mean=Avg("reviews__mean", filter=handed_in),
        count=Count("reviews", filter=handed_in),
        expected=Count("reviews", filter=expected),
        low=Min("reviews__mean", filter=handed_in),
        high=Max("reviews__mean", filter=handed_in),
        outcome=Subquery(decided.values("outcome")[:1]),
        position=Subquery(decided.values("position")[:1]),
        known=Subquery(decided.values("release")[:1]),
    )
    best = F("mean").desc(nulls_last=True)
    rows = rows.annotate(
        place=Window(Rank(), order_by=best),
        peers=Window(Count("pk"), partition_by=[F("mean")]),
        decided=Window(Max("outcome"), partition_by=[F("pk")]),  # a window as well: a filter on it comes after the places are given
    )
    return rows.order_by(best, "folio").select_related("applicant").only("folio", "state", "call", "applicant__name", "applicant__email")


def by_decision(rows: QuerySet[Any], decision: str) -> QuerySet[Any]:
    """Those with this outcome, noted or known, or with none; all for anything else. Places stay those of the whole ranking."""
    if decision == "none":
        return rows.filter(decided__isnull=True)
    return rows.filter(decided=decision) if decision in Decision.Outcome.values else rows
