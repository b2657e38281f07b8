"""What a composition adds up: one number for each application that was read."""

from __future__ import annotations

from applicants.review.models import Round
from applicants.review.scores.estimates import estimates

THOUSAND = 1000


def points(round: Round) -> dict[int, int]:
    """Application -> thousandths of a point (0 to 100 points): what the reviews of the round say of it, adjusted for who is severe and who is lenient."""
    return {pk: int(THOUSAND * estimate.value + 0.5) for pk, estimate in estimates(round).items()}
