"""A declared conflict of interest ends when staff say so, with a reason: the reviewer was wrong, or ticked the wrong box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.review.conflicts.models import Abstention
from applicants.review.conflicts.overrule import NoReason
from applicants.review.models import Review, Round
from applicants.review.rounds.assign import refuse_own, require_assigner
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class DoesNotAbstain(Refusal):
    """Nothing is declared, or it was ended already."""

    title = _("There is no declared conflict any more")

    def __init__(self) -> None:
        super().__init__(_("The reviewer does not abstain from this application. Nothing was changed."))


@transaction.atomic
def end_abstention(*, round: Round, review: int, reason: str, by: User) -> Review:
    """What the reviewer has declared of an application in this round counts no more. In a round that goes on they are asked again before it opens, and
    what was dropped comes back, not handed in; in a closed one the review stays as it is.

    Raises NotAssigner, NoReason, DoesNotAbstain, OwnApplication.
    """
    require_assigner(by, round)
    if not reason.strip():
        raise NoReason
    rows = Review.objects.select_for_update(of=("self",)).filter(pk=review, round=round, conflict=Review.Conflict.DECLARED)
    row = rows.select_related("application").defer("application__answers", "application__revisions").first()
    if row is None:
        raise DoesNotAbstain
    refuse_own([row.application], by, "end_abstention")
    now = timezone.now()
    which = {"round": round, "application": row.application, "reviewer": row.reviewer_id}
    dropped = Abstention.objects.filter(**which, ended_at=None).first()
    if dropped is None:
        if Abstention.objects.filter(**which, ended_at__gte=row.conflict_at or row.assigned_at).exists():
            raise DoesNotAbstain
        dropped = Abstention(round=round, application=row.application, reviewer_id=row.reviewer_id, at=row.conflict_at or row.assigned_at)
    dropped.ended_at, dropped.ended_by, dropped.reason = now, by, reason.strip()
    dropped.save()
    current = Round.objects.get(pk=round.pk)  # after the lock, for which `close` waits
    if current.closed_at is None:
        row.conflict, row.conflict_at, row.looked_at = Review.Conflict.UNKNOWN, None, None
        row.scores, row.comment = dropped.scores, dropped.comment
        row.saved_at = now if row.scores or row.comment else None
        row.revision += 1
        row.save(update_fields=["conflict", "conflict_at", "looked_at", "scores", "comment", "saved_at", "revision"])
    record(
        actor=by,
        verb="end_abstention",
        target=row.application.folio,
        program_code=round.call.program_code,
        reviewer=row.reviewer_id,
        round=round.pk,
    )
    return row
