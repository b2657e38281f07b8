"""Conflicts of interest, declared before an application is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from applicants.review.calibration.first import CalibrateFirst, set_waits
from applicants.review.conflicts.later import Tied, keeps_ties, look, may_be_tied, refuse_tied
from applicants.review.conflicts.models import Abstention
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import RoundClosed
from applicants.review.rounds.shared import shared
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class NotOpenYet(Refusal):
    """The round has not begun: reviewers see nothing of it before its first day."""

    title = _("The round has not opened yet")

    def __init__(self, round: Round) -> None:
        day = date_format(round.opens_on or round.call.closes_at, "j N Y")  # one without a day is a screening, which waits for the close
        super().__init__(_("%(round)s opens on %(day)s.") % {"round": round.name, "day": day})


class Abstained(Refusal):
    """Who has declared a conflict no longer reads the application."""

    title = _("You declared a conflict of interest")

    def __init__(self) -> None:
        super().__init__(
            _("This application is closed for you. If that was a mistake, ask the programme's staff to let you read it after all.")
        )


def locked(review_id: int, reviewer: User, *, to_write: bool = False, to_abstain: bool = False) -> Review:
    """The reviewer's own review, locked, with application and programme. Raises Http404 for anybody else's, RoundClosed when the round is over, NotOpenYet
    before it begins; unless it is `to_abstain` also Tied for one that is closed by what was found since, and CalibrateFirst while the calibration
    set waits.

    The round is read in a statement of its own, after the lock: who waited for `close` must see it closed. The first time `to_write` it is shared: whoever
    changes the rubric at this moment is waited for, and nobody else does until this word is stored.
    """
    rows = (
        Review.objects.select_for_update(of=("self",)).select_related("application").defer("application__answers", "application__revisions")
    )
    rows = rows.annotate(may_be_tied=may_be_tied(reviewer), set_waits=set_waits())
    review = rows.filter(pk=review_id).visible_to(reviewer).of(reviewer).first()
    if review is None:
        raise Http404
    round = Round.objects.select_related("call__cohort__strand__program").filter(pk=review.round_id)
    review.round = shared(round) if to_write and review.saved_at is None else round.get()
    if review.round.closed_at:
        raise RoundClosed(review.round)
    if not review.round.has_opened():
        raise NotOpenYet(review.round)
    if not to_abstain:
        refuse_tied(review)
        if getattr(review, "set_waits", False):
            raise CalibrateFirst
    return review


@keeps_ties
@transaction.atomic
def declare(*, review_id: int, reviewer: User, conflict: bool) -> Review:
    """Say whether there is a conflict. With one, the review is closed, its scores are dropped (what they were stays in the record: see Abstention) and
    the reviewer abstains; each answer is logged. Without one it is looked once more for what the records say, for now it opens.

    Raises Abstained when a conflict was declared before and is now denied, Tied, CalibrateFirst. The same answer twice changes nothing.
    """
    review = locked(review_id, reviewer, to_abstain=conflict)
    answer = Review.Conflict.DECLARED if conflict else Review.Conflict.NONE
    if review.conflict == answer:
        return review
    if review.conflict == Review.Conflict.DECLARED:
        raise Abstained
    if not conflict and look(reviews=[review.pk]):
        raise Tied(review.pk)
    review.conflict, review.conflict_at = answer, timezone.now()
    if conflict:
        Abstention.objects.create(
            round=review.round,
            application=review.application,
            reviewer=reviewer,
            at=review.conflict_at,
            scores=review.scores,
            comment=review.comment,
            submitted_at=review.submitted_at,
        )
        review.scores, review.mean, review.comment, review.submitted_at, review.saved_at = {}, None, "", None, None
    review.save(update_fields=["conflict", "conflict_at", "scores", "mean", "comment", "submitted_at", "saved_at"])
    record(
        actor=reviewer,
        verb="declare_conflict",
        target=review.application.folio,
        program_code=review.round.call.program_code,
        conflict=str(answer),
    )
    return review
