"""A reviewer asks staff to look at an application, or to ask its person about an answer; staff say that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff.view import submitted
from applicants.review.conflicts.later import keeps_ties
from applicants.review.desk.declare import Abstained, locked
from applicants.review.desk.models import Flag
from applicants.review.desk.reading import form_of, is_hidden
from applicants.review.desk.score import NotDeclared
from applicants.review.models import Review
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LONGEST = 1000


class CannotFlag(Refusal):
    """Without words, or about what the reviewer does not see."""

    status = 400
    title = _("This cannot be sent")


@keeps_ties
@transaction.atomic
def flag(*, review_id: int, reviewer: User, reason: str, question: str = "") -> Flag:
    """Tell staff: look at this application or, with the key of a `question` that the reviewer sees, ask its person about that answer.

    Said once more while it waits, the words are replaced. Raises Http404, RoundClosed, NotDeclared, Abstained, CannotFlag.
    """
    review = locked(review_id, reviewer)
    if review.conflict == Review.Conflict.DECLARED:
        raise Abstained
    if review.conflict == Review.Conflict.UNKNOWN:
        raise NotDeclared
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise CannotFlag(_("Write what it is about, in %(limit)d characters at most.") % {"limit": LONGEST})
    if question and question not in askable(review):
        raise CannotFlag(_("This question is not among those that you see. Load the page again."))
    kind = Flag.Kind.ASK if question else Flag.Kind.LOOK
    made, _new = Flag.objects.update_or_create(
        review=review, kind=kind, question=question, settled_at=None, defaults={"reason": words, "made_at": timezone.now()}
    )
    record(
        actor=reviewer,
        verb="flag_application",
        target=review.application.folio,
        program_code=review.round.call.program_code,
        kind=str(kind),
        review=review.pk,
    )
    return made


def askable(review: Review) -> set[str]:
    """The keys of the questions that the reviewer sees."""
    form = form_of(review.application, submitted(review.application))
    return {key for key, question in form.questions.items() if not is_hidden(question, review.round.blind_tier)}


@transaction.atomic
def settle(*, flag_id: int, by: User) -> Flag | None:
    """Staff have seen to it. Twice is once; None where there is no such flag for them."""
    found = (
        Flag.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("review__application", "review__round__call__cohort__strand__program")
        .defer("review__application__answers", "review__application__revisions")
        .filter(pk=flag_id)
        .first()
    )
    if found is None or not by.may(Permission.ASSIGN, found.review.round.call.program_code):
        return None
    if found.settled_at is None:
        found.settled_at, found.settled_by = timezone.now(), by
        found.save(update_fields=["settled_at", "settled_by"])
        record(
            actor=by,
            verb="settle_flag",
            target=found.review.application.folio,
            program_code=found.review.round.call.program_code,
            flag=found.pk,
        )
    return found
