"""Scores, saved as they are given and handed in when complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.review.conflicts.later import keeps_ties
from applicants.review.desk.declare import Abstained, locked
from applicants.review.models import Criterion, Review
from applicants.review.rounds.peers import refuse_if_read
from applicants.review.rounds.rubric import missing, points, scores_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LONGEST_COMMENT = 5000


class NotDeclared(Refusal):
    """Nobody scores before having said whether there is a conflict of interest."""

    title = _("First the conflict of interest")

    def __init__(self) -> None:
        super().__init__(_("Say first whether you have a conflict of interest with this application."))


class Overtaken(Refusal):
    """The whole page was saved after this one was opened. `review` is what stands."""

    title = _("There is something newer")

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__(_("This review was saved meanwhile, from here or from another page. Nothing was changed: load the page again."))


class WrongScore(Refusal):
    """A score that the rubric does not know, or a comment that is too long."""

    status = 400
    title = _("This cannot be saved")


@dataclass(frozen=True)
class Saved:
    """The review as it stands, and the criteria that still lack a score."""

    review: Review
    missing: list[Criterion]


@keeps_ties
@transaction.atomic
def score(
    *,
    review_id: int,
    reviewer: User,
    scores: Mapping[str, int],
    comment: str | None = None,
    hand_in: bool = False,
    since: int | None = None,
    alone: bool = False,
) -> Saved:
    """Save the given scores beside those saved before, and the comment unless None; with `hand_in`, hand the review in if it is complete.

    A review that was handed in stays so and its points follow the scores. `since` is the revision that the page had been opened with: what an older
    page saves is refused. `alone` is for what a page saves on its own, as it is typed; else the page is saved as a whole, and is the newest.
    Raises RoundClosed, NotDeclared, Abstained, Overtaken, WrongScore, ReadTheOthers, Tied, CalibrateFirst.
    """
    review = locked(review_id, reviewer, to_write=True)
    if since is not None and since != review.revision:
        raise Overtaken(review)
    if review.conflict == Review.Conflict.DECLARED:
        raise Abstained
    if review.conflict == Review.Conflict.UNKNOWN:
        raise NotDeclared
    refuse_if_read(review)
    criteria = list(review.round.criteria.all())
    check(criteria, scores, comment)
    review.scores = {**review.scores, **scores}
    if comment is not None:
        review.comment = comment
    lacking = missing(criteria, review.scores)
    review.saved_at = timezone.now()
    if not alone:
        review.revision += 1
    if (hand_in or review.submitted_at) and criteria and not lacking:
        first = review.submitted_at is None
        review.mean, review.submitted_at = points(criteria, review.scores), review.submitted_at or review.saved_at
        if first:
            record(
                actor=reviewer,
                verb="hand_in_review",
                target=review.application.folio,
                program_code=review.round.call.program_code,
                round=review.round_id,
            )
    review.save(update_fields=["scores", "comment", "mean", "saved_at", "submitted_at", "revision"])
    return Saved(review, lacking)


def check(criteria: list[Criterion], scores: Mapping[str, int], comment: str | None) -> None:
    """Raises WrongScore for a criterion or a score that the rubric does not know."""
    known = {criterion.key: scores_of(criterion) for criterion in criteria}
    if any(number not in known.get(key, ()) for key, number in scores.items()):
        raise WrongScore(_("The rubric does not have this score. Load the page again."))
    if comment is not None and len(comment) > LONGEST_COMMENT:
        raise WrongScore(_("The comment is longer than %(limit)s characters. Nothing was saved.") % {"limit": LONGEST_COMMENT})
