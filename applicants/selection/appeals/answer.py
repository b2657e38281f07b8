"""Staff answer an appeal: rejected, or accepted and read again by others."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance, lock
from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds.assign import assign, reviewers_of, rivals, with_a_part
from applicants.review.rounds.form import new_seed
from applicants.selection.appeals.models import Appeal
from applicants.selection.decisions.stage import locked_call, refuse_own
from applicants.selection.procedure.models import procedure_of
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from applicants.calls.models import Call


class AnsweredAlready(Refusal):
    """Somebody else has answered it meanwhile, in another way."""

    title = _("This appeal is answered already")

    def __init__(self, appeal: Appeal) -> None:
        super().__init__(_("Somebody has answered it meanwhile: %(state)s. Nothing was changed.") % {"state": appeal.get_state_display()})


class DecidedBefore(Refusal):
    """Who made the decision does not judge the appeal against it, where the call wants four eyes."""

    status = 403
    title = _("Somebody else has to answer this")

    def __init__(self) -> None:
        super().__init__(
            _("You noted or confirmed the decision that this appeal is about: somebody else has to answer it. Nothing was changed.")
        )


class NobodyReads(Refusal):
    """Nobody was chosen who could read it again, or somebody who cannot."""

    status = 400
    title = _("Choose who reads it again")


def locked(appeal: Appeal, by: User) -> tuple[Call, Application, Appeal]:
    """Call, application and appeal, locked in that order. Raises NotDecider, ReleaseRunning, OwnApplication, DecidedBefore."""
    call = locked_call(Application.objects.values_list("call", flat=True).get(pk=appeal.application_id), by)
    (application,) = lock([appeal.application_id])
    refuse_own([application], by)
    current = Appeal.objects.select_for_update(of=("self",)).select_related("decision").get(pk=appeal.pk)
    if procedure_of(call).four_eyes and by.pk in (current.decision.staged_by_id, current.decision.confirmed_by_id):
        raise DecidedBefore
    return call, application, current


def settle(appeal: Appeal, state: str, answer: str, by: User, round: Round | None = None) -> Appeal:
    appeal.state, appeal.answer, appeal.answered_at, appeal.answered_by, appeal.round = state, answer.strip(), timezone.now(), by, round
    appeal.save(update_fields=["state", "answer", "answered_at", "answered_by", "round"])
    return appeal


@transaction.atomic
def reject(*, appeal: Appeal, answer: str, by: User) -> Appeal:
    """The decision stands; a letter says why. A repeat changes nothing.

    Raises AnsweredAlready when it was accepted, NotDecider, ReleaseRunning, OwnApplication, DecidedBefore.
    """
    call, application, current = locked(appeal, by)
    if current.state == Appeal.State.REJECTED:
        return current
    if current.state != Appeal.State.OPEN:
        raise AnsweredAlready(current)
    settle(current, Appeal.State.REJECTED, answer, by)
    written = letter(
        key=f"appeal_rejected:{application.folio}",
        kind="appeal_rejected",
        recipient=application.applicant,
        program_code=call.program_code,
        about=application.folio,
        reason=answer.strip(),
        **about_application(application),
    )
    enqueue([written])
    record(actor=by, verb="reject_appeal", target=application.folio, program_code=call.program_code)
    return current


@transaction.atomic
def accept(*, appeal: Appeal, answer: str, reviewers: Collection[int], by: User) -> Appeal:
    """The application is read again, by these reviewers, in a round of its own with the rubric of the round that had read it last; a letter says so. A
    repeat changes nothing.

    Raises NobodyReads when no reviewer is chosen, one has read it before, or no rubric is there; AnsweredAlready when it was rejected; CannotAssign as
    `assign` does; NotDecider, ReleaseRunning, OwnApplication, DecidedBefore, LeftForGood. Then nothing has happened.
    """
    call, application, current = locked(appeal, by)
    if current.state in (Appeal.State.READING, Appeal.State.DECIDED):
        return current
    if current.state != Appeal.State.OPEN:
        raise AnsweredAlready(current)
    if not reviewers:
        raise NobodyReads(_("Choose at least one reviewer who has not read it."))
    if not set(reviewers) <= {person.pk for person in fresh_readers(application)}:
        raise NobodyReads(_("One of them has read it before, or has a part in it. Choose others."))
    round = round_for(call, application, len(set(reviewers)))
    advance(
        application=application,
        verb="reopen",
        actor=by,
        reason=answer.strip(),
        context=lambda _application: {"readers": len(set(reviewers))},
    )
    assign(round=round, applications=[application.pk], reviewers=reviewers, by=by)
    record(actor=by, verb="accept_appeal", target=application.folio, program_code=call.program_code, round=round.pk)
    return settle(current, Appeal.State.READING, answer, by, round)


def fresh_readers(application: Application) -> list[User]:
    """The reviewers of the programme who have not read the application and could: they neither compete in its call nor have a part in it. Needs the
    programme at hand; a constant number of statements."""
    people = {person.pk: person for person in unread_by(application)}
    barred = {person.pk for person in (*rivals(people, application.call_id), *with_a_part(people, [application.pk]))}
    return [person for pk, person in people.items() if pk not in barred]


def unread_by(application: Application) -> QuerySet[User]:
    """Those to whom it was never given to read."""
    given = Review.objects.filter(application=application).values("reviewer")
    return reviewers_of(application.call.program_code).exclude(pk__in=given)


def round_for(call: Call, application: Application, reviews: int) -> Round:
    """A round for this application alone, with the criteria of the round that had read it last, else of the call's last one."""
    rounds = Round.objects.filter(call=call, only=None)
    read = rounds.filter(reviews__application=application, reviews__submitted_at__isnull=False)
    before = read.order_by("-ordinal").first() or rounds.order_by("-ordinal").first()
    criteria = list(before.criteria.all()) if before else []
    if before is None or not criteria:
        raise NobodyReads(_("The call has no rubric to read it by. Set up a round with its criteria first."))
    last = Round.objects.filter(call=call).aggregate(last=Max("ordinal"))["last"] or 0
    names = {}
    for code in ("es-mx", "en"):
        with override(code):
            names[code] = gettext("Read again: %(folio)s") % {"folio": application.folio}
    made = Round.objects.create(
        call=call, only=application, ordinal=last + 1, name_es=names["es-mx"], name_en=names["en"], reviews_wanted=reviews, takes=Round.Takes.ALL,
        blind_tier=before.blind_tier, seed=new_seed(),
    )  # fmt: skip
    for criterion in criteria:
        criterion.pk, criterion.round, criterion._state.adding = None, made, True
    Criterion.objects.bulk_create(criteria)
    return made
