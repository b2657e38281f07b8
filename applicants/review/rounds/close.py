"""The end of a round: its reviews are frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from applicants.review.models import Review, Round
from applicants.review.rounds.require import require_assigner
from fundportal.audit.record import record

if TYPE_CHECKING:
    from fundportal.accounts.models import User


@transaction.atomic
def close(*, round: Round, by: User) -> Round:
    """Close a round. Reviews that are being saved at this moment are waited for; none can be changed afterwards. A second call changes nothing."""
    require_assigner(by, round)
    if freeze(round.pk):
        record(actor=by, verb="close_round", target=f"{round.call.slug}:{round.ordinal}", program_code=round.call.program_code)
    return Round.objects.select_related("call__cohort__strand__program").get(pk=round.pk)


def freeze(round: int) -> bool:
    """Within the caller's transaction, once reviews that are being saved are. Returns whether it was open."""
    list(Review.objects.select_for_update().filter(round=round).order_by("pk").values_list("pk", flat=True))
    return bool(Round.objects.filter(pk=round, closed_at=None).update(closed_at=timezone.now()))
