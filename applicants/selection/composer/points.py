"""What a composition adds up: one number for each application that was read."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Avg

from applicants.review.models import Review, Round

THOUSAND = 1000


def points(round: Round) -> dict[int, int]:
    """Application -> thousandths of a point (0 to 100 points): the mean of the reviews handed in in the round."""
    rows = Review.objects.filter(round=round, submitted_at__isnull=False).order_by().values_list("application")
    return {pk: round_to_thousandths(mean) for pk, mean in rows.annotate(mean=Avg("mean"))}


def round_to_thousandths(value: Decimal | float) -> int:
    return round(value * THOUSAND)
