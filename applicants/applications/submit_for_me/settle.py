"""At the deadline: what is complete is handed in, who has something missing is told what."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, prefetch_related_objects
from django.db.models.functions import Greatest

from applicants.applications.advance import advance_many, lock
from applicants.applications.asked import asked_form
from applicants.applications.draft.missing import Gap, file_answers
from applicants.applications.draft.missing_of_many import consents_of, gaps_of, lines
from applicants.applications.draft.renew import renew
from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application, Submission
from applicants.applications.receipt.snapshot import freeze
from applicants.applications.states import State
from applicants.applications.submit import answers_to_freeze, file_facts, receipt_letter
from applicants.applications.submit_for_me.as_of import as_of_deadline
from applicants.applications.submit_for_me.models import SubmitForMe
from applicants.applications.team.collective.models import content_of
from applicants.calls.models import Call
from applicants.calls.questions.base import file_in
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.rows import insert

logger = logging.getLogger(__name__)
IN_THE_AIR = timedelta(minutes=2)  # what arrived in time and waits for a worker is saved before the draft is looked at
BATCH = 200


def due(at: datetime) -> QuerySet[Application]:
    """Drafts whose deadline is over, with a wish that was not looked at for this deadline yet. One that was extended is not among them."""
    rows = Application.objects.filter(state=State.DRAFT, wish__isnull=False, call__status=Call.Status.PUBLISHED, applicant__is_active=True)
    rows = rows.annotate(until=Greatest(F("call__closes_at"), F("closes_at"))).filter(until__lte=at - IN_THE_AIR)
    return rows.filter(Q(wish__settled_for=None) | Q(wish__settled_for__lt=F("until")))


def submit_due(*, at: datetime) -> int:
    """Look at all that are due, a batch a transaction. Returns how many were handed in. One that breaks holds up nobody: it is left for the next beat."""
    submitted, seen = 0, set[int]()
    while found := list(due(at).exclude(pk__in=seen).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        seen |= set(found)
        submitted += tried(found, at)
    return submitted


def tried(ids: list[int], at: datetime) -> int:
    """A batch; where that fails, each by itself."""
    try:
        take_on_newer_forms(ids)
        return settle(ids=ids, at=at)
    except Exception:
        logger.exception("%d drafts could not be handed in at the deadline together, the first is number %d", len(ids), ids[0])
        return sum(tried([pk], at) for pk in ids) if len(ids) > 1 else 0


def take_on_newer_forms(ids: list[int]) -> None:
    """Those whose call has published a newer form since move on to it, as a visit of their person would have done before the deadline."""
    older = Application.objects.filter(pk__in=ids, call__form_version__isnull=False).exclude(form_version=F("call__form_version"))
    for draft in older.select_related("applicant", "call"):
        renew(application=draft, at=draft.deadline)


@transaction.atomic
def settle(*, ids: Iterable[int], at: datetime) -> int:
    """Hand in those of these drafts that are complete, as of their deadline; write to the others. Returns how many were handed in.

    Exactly once: under the lock that the person's own submission takes, only a draft whose wish stands is touched. The number of statements does
    not grow with that of drafts.
    """
    applications = lock(ids)
    wishes = {wish.application_id: wish for wish in SubmitForMe.objects.filter(pk__in=[a.wish_id for a in applications if a.wish_id])}
    standing = [a for a in applications if a.pk in wishes and is_due(a, wishes[a.pk], at)]
    if not standing:
        return 0
    prefetch_related_objects(standing, "collective")
    as_of_deadline(standing)
    consents = consents_of(standing)
    every_gap = gaps_of(standing, consents)
    complete, lacking = [], []
    for application in standing:
        if missing := every_gap[application.pk]:
            lacking.append((application, missing))
        else:
            complete.append((application, frozen(application, wishes[application.pk], consents[application.folio])))
    hand_in(complete)
    say_what_is_missing(lacking, at)
    for application in standing:
        wishes[application.pk].settled_for = application.deadline
    for application, submission in complete:
        wishes[application.pk].submission = submission
    SubmitForMe.objects.bulk_update([wishes[a.pk] for a in standing], ["settled_for", "submission"])
    return len(complete)


def is_due(application: Application, wish: SubmitForMe, at: datetime) -> bool:
    """The same as `due`, of the row as it stands under the lock."""
    deadline = application.deadline
    open_call = application.state == State.DRAFT and application.call.status == Call.Status.PUBLISHED and application.applicant.is_active
    return open_call and deadline <= at - IN_THE_AIR and (wish.settled_for is None or wish.settled_for < deadline)


def frozen(application: Application, wish: SubmitForMe, consents: set[str]) -> Submission:
    """The submission, in memory; it arrived at the deadline."""
    form = asked_form(application)
    answers = answers_to_freeze(application, form, consents)
    snapshot = freeze(
        folio=application.folio,
        call=application.call.slug,
        form_version={"number": form.number, "sha256": form.sha256},
        number=1,
        answers=answers,
        files=[file_facts(found) for key in file_answers(application, form) if (found := file_in(answers.get(key)))],
        received_at=application.deadline,
        language=wish.language,
        declaration=wish.declaration,
        collective=content_of(application),
    )
    return Submission(application=application, form_version_id=form.id, **vars(snapshot))


def hand_in(complete: list[tuple[Application, Submission]]) -> None:
    """Store, move, write the receipts' letters. Who is in the grace already may go on and hand in what is newer."""
    if not complete:
        return
    insert([submission for _application, submission in complete])
    for application, submission in complete:
        application.submission, application.submitted_at = submission, submission.received_at
    Application.objects.bulk_update([a for a, _submission in complete], ["submission", "submitted_at"])
    made = {application.pk: submission for application, submission in complete}

    def context(application: Application) -> dict[str, Any]:
        return {**receipt_letter(made[application.pk])(application), "for_you": True}

    advance_many(ids=made, verb="submit_at_deadline", actor=None, context=context)


def say_what_is_missing(lacking: list[tuple[Application, list[Gap]]], at: datetime) -> None:
    """The wish counts as a first attempt at the deadline, so that the call's grace is open; the letter says until when, and what is missing."""
    if not lacking:
        return
    for application, _missing in lacking:
        application.first_attempt_at = application.first_attempt_at or application.deadline
    Application.objects.bulk_update([application for application, _missing in lacking], ["first_attempt_at"])
    enqueue(
        letter(
            key=f"not_submitted:{application.folio}:{application.deadline:%Y%m%d%H%M}",
            kind="not_submitted",
            recipient=application.applicant,
            program_code=application.call.program_code,
            about=application.folio,
            closes_at=application.deadline.isoformat(),
            check_url=absolute("check", application.applicant.language, application.folio),
            grace_until=until.isoformat() if (until := grace_end(application)) > at else "",
            missing=lines(missing),
            **about_application(application),
        )
        for application, missing in lacking
    )


def grace_end(application: Application) -> datetime:
    return application.deadline + timedelta(minutes=application.call.grace_minutes)
