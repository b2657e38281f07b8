"""Decisions on their way: some noted that a second person has to confirm, two appeals, and how the calls of the sample decide."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.samples import texts
from applicants.samples.stage import Stage
from applicants.selection.appeals.models import Appeal
from applicants.selection.models import Decision, Release
from applicants.selection.offers.offer import last_second
from applicants.selection.procedure.models import Procedure

NOTED, APPEALS, DAYS = 8, 2, 10


def leave_resolutions(stages: list[Stage]) -> None:
    """For every call; what is there already stays."""
    for stage in stages:
        Procedure.objects.get_or_create(
            call=stage.call, defaults={"four_eyes": stage.release is None, "next_offer": stage.release is not None, "appeal_days": DAYS}
        )
    note(stages[0])
    appeal(next(stage for stage in stages if stage.release))


def note(stage: Stage) -> None:
    """Decisions of the fictional coordinator, for the visitor to confirm."""
    read = Application.objects.filter(call=stage.call, state=State.IN_REVIEW, decisions=None).order_by("folio")
    Decision.objects.bulk_create(
        [
            Decision(
                application=application,
                outcome=Decision.Outcome.DECLINE if place % 4 else Decision.Outcome.SELECT,
                feedback=texts.COMMENTS[place % len(texts.COMMENTS)],
                staged_by_id=stage.staff,
                staged_at=stage.calendar.now,
            )
            for place, application in enumerate(read[:NOTED])
        ]
    )


def appeal(stage: Stage) -> None:
    """The decisions of this call have just come out, and two people ask to be read again."""
    made, now = stage.release, stage.calendar.now
    if made is None:
        return
    until = last_second(stage.call, (made.at + timedelta(days=DAYS)).astimezone(stage.call.zone).date())
    Release.objects.filter(pk=made.pk).update(appeal_until=until)
    declined = Decision.objects.filter(release=made, application__state=State.DECLINED, application__appeal=None).order_by(
        "application__folio"
    )
    random = Random(stage.call.slug)  # noqa: S311 (fiction, and the same each time)
    Appeal.objects.bulk_create(
        [
            Appeal(
                application_id=decision.application_id, decision=decision, reason=reason, made_at=now - random.random() * (now - made.at)
            )
            for decision, reason in zip(declined[:APPEALS], texts.APPEALS, strict=False)
        ]
    )
