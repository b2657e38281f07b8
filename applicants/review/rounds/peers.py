"""What reviewers read of one another's reviews, and when: never, after handing in one's own, after the round; and what earlier rounds said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.review.models import Review, Round
from applicants.review.rounds.rubric import anchors_of
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class ReadTheOthers(Refusal):
    """Whoever has read what the others wrote changes nothing any more, but in a deliberation, which is there for that."""

    title = _("Your review stays as it is")

    def __init__(self) -> None:
        super().__init__(_("You have read what the others wrote of this application. Your own review stays as you handed it in."))


class NotYet(Refusal):
    """The round does not show reviews to reviewers, or not yet."""

    status = 403
    title = _("You cannot read the others' reviews")

    def __init__(self) -> None:
        super().__init__(_("This round shows reviewers one another's reviews later, or not at all."))


class Given(NamedTuple):
    """A criterion, the score that it got and the words that anchor it."""

    criterion: str
    score: int | None
    words: str


class Other(NamedTuple):
    """One review as other reviewers read it: without a name, numbered in an order by lot."""

    number: int
    review: Review
    given: list[Given]


def may_read_peers(review: Review) -> bool:
    """Whether the reviewer may read the others' reviews of the same round by now. Needs the round."""
    round = review.round
    if review.conflict != Review.Conflict.NONE:
        return False
    if round.peers == Round.Peers.HANDED_IN:
        return review.submitted_at is not None
    return round.peers == Round.Peers.CLOSED and round.closed_at is not None and review.submitted_at is not None


def may_read_earlier(review: Review) -> bool:
    """Whether the reviewer may read the reviews of earlier rounds."""
    return review.round.shows_earlier and review.conflict == Review.Conflict.NONE


def ends_changes(round: Round) -> bool:
    """Whether who has read the others' reviews of an application no longer changes the own one."""
    return round.kind != Round.Kind.DELIBERATION


def refuse_if_read(review: Review) -> None:
    """Raises ReadTheOthers where the review stays as it is because its reviewer has read the others'. Needs the round."""
    if review.peers_read_at is not None and ends_changes(review.round):
        raise ReadTheOthers


def of_ones_own(reviewer: User) -> QuerySet[Review]:
    """The reviewer's reviews without a conflict, also of closed rounds, whose round shows others' reviews now: what the index lists."""
    handed_in = Q(submitted_at__isnull=False)
    peers = Q(round__peers=Round.Peers.HANDED_IN) & handed_in
    peers |= Q(round__peers=Round.Peers.CLOSED, round__closed_at__isnull=False) & handed_in
    earlier = Q(round__shows_earlier=True, round__closed_at=None)
    rows = Review.objects.visible_to(reviewer).of(reviewer).filter(peers | earlier, conflict=Review.Conflict.NONE, tied_at=None)
    return rows.select_related("application", "round__call__cohort__strand__program").defer(
        "application__answers", "application__revisions"
    )


def coming(reviewer: User) -> list[Round]:
    """Rounds in which something is assigned to the reviewer and that have not opened yet, the next one first. One statement."""
    waiting = Review.objects.of(reviewer).exclude(conflict=Review.Conflict.DECLARED).values("round")
    rows = Round.objects.filter(pk__in=waiting, closed_at=None, opens_on__isnull=False).select_related("call")
    return [round for round in rows.order_by("opens_on", "pk") if not round.has_opened()]


@transaction.atomic
def read_others(*, review_id: int, reviewer: User) -> tuple[Review, list[Other], list[Other]]:
    """The others' reviews of the same application: those of this round, as far as it shows them, and those of earlier rounds. Written down.

    Raises Http404 for anybody else's review, NotYet where the round shows nothing (yet).
    """
    rows = of_ones_own(reviewer).select_for_update(of=("self",))
    review = rows.filter(pk=review_id).first()
    if review is None:
        if Review.objects.visible_to(reviewer).of(reviewer).filter(pk=review_id).exists():
            raise NotYet
        raise Http404
    peers = others(review, same_round=True) if may_read_peers(review) else []
    earlier = others(review, same_round=False) if may_read_earlier(review) else []
    if peers and review.peers_read_at is None:
        review.peers_read_at = timezone.now()
        review.save(update_fields=["peers_read_at"])
    record(
        actor=reviewer,
        verb="read_others_reviews",
        target=review.application.folio,
        program_code=review.round.call.program_code,
        reviews=[other.review.pk for other in (*peers, *earlier)],
    )
    return review, peers, earlier


EARLIER = Q(round__closed_at__isnull=False)
"""Rounds whose reviews stay as they are: of one that goes on nobody reads before writing there."""


def others(review: Review, *, same_round: bool) -> list[Other]:
    """Reviews that others have handed in, of this round or of closed ones before it, in an order that tells nothing of who wrote them."""
    which = Q(round=review.round_id) & ~Q(pk=review.pk) if same_round else EARLIER & Q(round__ordinal__lt=review.round.ordinal)
    rows = Review.objects.filter(which, application=review.application_id, submitted_at__isnull=False).select_related("round")
    found = sorted(rows.prefetch_related("round__criteria"), key=lambda row: (row.round.ordinal, -(row.pk * 2654435761 % 2**32)))
    return [Other(number, row, given_in(row)) for number, row in enumerate(found, start=1)]


def given_in(review: Review) -> list[Given]:
    """Its scores in the order of the rubric, in the words of the moment."""
    lines = []
    for criterion in review.round.criteria.all():
        score = review.scores.get(criterion.key)
        words = next((anchor.words for anchor in anchors_of(criterion) if anchor.score == score), "")
        lines.append(Given(str(criterion.title), score, words))
    return lines
