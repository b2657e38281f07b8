"""Staff let a reviewer read in spite of what was found, with a reason, or think again; and say what a programme looks for."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.review.conflicts.found import found
from applicants.review.conflicts.kinds import CHOSEN, Reason
from applicants.review.conflicts.later import look
from applicants.review.conflicts.models import ConflictKinds, Overruled
from applicants.review.models import Review, Round
from applicants.review.rounds.require import NotAssigner, require_assigner
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User


class CannotOverrule(Refusal):
    """There is nothing to overrule between the two, or it is of a kind that stands."""

    title = _("This cannot be overruled")


class NoReason(Refusal):
    """Whoever overrules says why."""

    status = 400
    title = _("The reason is missing")

    def __init__(self) -> None:
        super().__init__(_("Write why the reviewer may read this application all the same. Nothing was changed."))


@transaction.atomic
def overrule(*, round: Round, application: int, reviewer: int, reason: str, by: User) -> list[Reason]:
    """Let the reviewer read the application in spite of what is found now. Returns that. Said twice it keeps the newer reason.

    Raises NotAssigner, NoReason, and CannotOverrule where nothing is found or the reviewer has declared it, competes or takes part.
    """
    require_assigner(by, round)
    if not reason.strip():
        raise NoReason
    row = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk=application, call=round.call_id).first()
    reasons = found(round, [application], [reviewer], overruled=True).get((application, reviewer), [])
    if row is None or not reasons:
        raise CannotOverrule(_("There is no conflict between the two any more."))
    if any(each.is_firm for each in reasons):
        raise CannotOverrule(_("The reviewer has declared it, applies to this call, or takes part in the application: that stands."))
    kinds = sorted({each.kind.value for each in reasons})
    Overruled.objects.update_or_create(application=row, reviewer_id=reviewer, defaults={"kinds": kinds, "reason": reason.strip(), "by": by})
    look_in_rounds(application, reviewer)
    record(actor=by, verb="overrule_conflict", target=row.folio, program_code=round.call.program_code, reviewer=reviewer, kinds=kinds)
    return reasons


@transaction.atomic
def reinstate(*, round: Round, application: int, reviewer: int, by: User) -> bool:
    """What was overruled counts again. Whether anything was."""
    require_assigner(by, round)
    rows = Overruled.objects.filter(application=application, application__call=round.call_id, reviewer=reviewer)
    row = rows.select_related("application").first()
    if row is None:
        return False
    row.delete()
    look_in_rounds(application, reviewer)
    record(actor=by, verb="reinstate_conflict", target=row.application.folio, program_code=round.call.program_code, reviewer=reviewer)
    return True


def look_in_rounds(application: int, reviewer: int) -> None:
    """What the reviewer has of the application, in rounds that go on, opens or closes with it."""
    rows = Review.objects.filter(application=application, reviewer=reviewer, round__closed_at=None)
    look(reviews=list(rows.values_list("pk", flat=True)))


@transaction.atomic
def look_for(*, round: Round, kinds: Collection[str], by: User) -> None:
    """Say which kinds of conflict the round's programme looks for, in all its rounds. Raises NotAssigner."""
    program = round.call.cohort.strand.program
    if not by.may(Permission.MANAGE_CALL, program.code):
        raise NotAssigner
    chosen = [kind.value for kind in CHOSEN if kind.value in kinds]
    ConflictKinds.objects.update_or_create(program=program, defaults={"kinds": chosen})
    Review.objects.filter(round__closed_at=None, round__call__cohort__strand__program=program).update(looked_at=None)
    record(actor=by, verb="conflict_kinds", target=program.code, program_code=program.code, kinds=chosen)
