"""Hand in at once what was scored criterion by criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from applicants.review.calibration.first import set_waits
from applicants.review.conflicts.later import look, may_be_tied
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.rubric import points
from fundportal.audit.record import entry, record_many

if TYPE_CHECKING:
    from fundportal.accounts.models import User


def is_complete(criteria: list[Criterion]) -> Q:
    """Reviews with all their scores that are not handed in."""
    return Q(submitted_at=None, conflict=Review.Conflict.NONE, scores__has_keys=[criterion.key for criterion in criteria])


@transaction.atomic
def hand_in_complete(*, round: Round, reviewer: User) -> int:
    """Hand in all that has all its scores: of the calibration set alone, while something of it waits, and nothing to which the reviewer is tied by now.
    Returns how many. Raises RoundClosed. The statements do not grow with their number."""
    criteria = list(round.criteria.all())
    if not criteria:
        return 0
    mine = Review.objects.at_the_desk(reviewer).filter(is_complete(criteria), round=round)
    mine = mine.annotate(may_be_tied=may_be_tied(reviewer), set_waits=set_waits()).filter(set_waits=False)
    rows: list[Any] = list(mine.only("pk").order_by("pk"))
    doubtful = [row.pk for row in rows if row.may_be_tied]
    closed = look(reviews=doubtful) if doubtful else set()
    wanted = [row.pk for row in rows if row.pk not in closed]
    locked = Review.objects.select_for_update(of=("self",)).select_related("application").only("scores", "revision", "application__folio")
    reviews = list(locked.filter(pk__in=wanted, submitted_at=None, conflict=Review.Conflict.NONE).order_by("pk"))
    current = Round.objects.get(pk=round.pk)  # after the locks, for which `close` waits
    if current.closed_at:
        raise RoundClosed(current)
    now = timezone.now()
    for review in reviews:
        review.mean, review.submitted_at, review.saved_at = points(criteria, review.scores), now, now
        review.revision += 1
    Review.objects.bulk_update(reviews, ["mean", "submitted_at", "saved_at", "revision"], batch_size=1000)
    code = round.call.program_code
    record_many(
        entry(actor=reviewer, verb="hand_in_review", target=review.application.folio, program_code=code, round=round.pk)
        for review in reviews
    )
    return len(reviews)
