"""Staff ask about one answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import lock
from applicants.applications.clarification.about import form_handed_in
from applicants.applications.clarification.models import READ_NOW, Clarification
from applicants.applications.in_play import left_for_good
from applicants.applications.letters import about_application, absolute
from applicants.applications.models import Application, Submission
from applicants.applications.states import State
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal


class CannotAsk(Refusal):
    """Nobody would read the answer, or it may not be asked for."""

    title = _("This cannot be asked now")


class MayNotAsk(CannotAsk):
    """The person's roles do not reach the application, or it is their own."""

    status = 403
    title = _("You may not do this")


def hindrance(application: Application, at: datetime) -> str:
    """Why nothing can be asked about this application; empty when something can. At most one statement."""
    if application.state not in READ_NOW:
        return str(_("Application %(folio)s is now: %(state)s. Nobody would read the answer.")) % {
            "folio": application.folio,
            "state": State(application.state).label,
        }
    if left_for_good([application.pk]):
        return str(_("The person no longer agrees to the evaluation of this application."))
    return ""


@transaction.atomic
def ask(*, application_id: int, question: str, text: str, due_at: datetime, by: User) -> Clarification:
    """Reopen one answer of what was handed in last, until an instant; write to the person. The state does not change, the old answer stays.

    Raises MayNotAsk, and CannotAsk in a state in which nobody reads, for a question that was not in the form, for sensitive data without consent,
    for a date that is past or after the promised decision, and while the same question waits for its answer.
    """
    found = lock([application_id])
    if not found or found[0].submission_id is None:
        raise CannotAsk(_("Nothing was handed in yet."))
    application, now = found[0], timezone.now()
    if application.applicant_id == by.pk or not by.may(Permission.SCREEN, application.call.program_code):
        raise MayNotAsk(_("Your role does not allow this step for application %(folio)s.") % {"folio": application.folio})
    if reason := hindrance(application, now):
        raise CannotAsk(reason)
    submission = Submission.objects.get(pk=found[0].submission_id or 0)
    asked = form_handed_in(submission).questions.get(question)
    if asked is None:
        raise CannotAsk(_("The form that was handed in does not have this question."))
    if asked["sensitive"] and Purpose.SENSITIVE not in standing(application.applicant, application.folio):
        raise CannotAsk(_("The person does not agree to the use of sensitive data, so this question cannot be asked again."))
    if due_at <= now:
        raise CannotAsk(_("The date must lie ahead."))
    if due_at > now and application.call.decision_by < due_at.astimezone(application.call.zone).date() and not is_late(application, now):
        raise CannotAsk(_("The date lies after the promised date of decision, when nobody reads any more."))
    if Clarification.objects.open(now).filter(application=application, question=question).exists():
        raise CannotAsk(_("This question is open already and waits for its answer."))
    newest = Clarification.objects.filter(application=application).aggregate(newest=Max("number"))["newest"] or 0
    made = Clarification.objects.create(
        application=application,
        number=newest + 1,
        submission=submission,
        question=question,
        text=text.strip(),
        asked_by=by,
        asked_at=now,
        due_at=due_at,
    )
    enqueue([asking_letter("clarification", made, asked)])
    record(
        actor=by, verb="clarification_asked", target=application.folio, program_code=application.call.program_code,
        number=made.number, question=question, due=due_at.isoformat(),
    )  # fmt: skip
    return made


def is_late(application: Application, now: datetime) -> bool:
    """Whether the promised date has passed and they are still reading: then it binds no more."""
    return application.call.decision_by < now.astimezone(application.call.zone).date()


def asking_letter(kind: str, clarification: Clarification, asked: dict[str, Any]) -> Any:
    """What is asked, about which question, until when, and where to answer. Needs the application with call and applicant."""
    application = clarification.application
    facts = about_application(application)
    facts["url"] = absolute("clarify", application.applicant.language, application.folio, clarification.number)
    return letter(
        key=f"{kind}:{application.folio}:{clarification.number}",
        kind=kind,
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        expires_at=clarification.due_at,
        number=clarification.number,
        question=asked["label"],
        text=clarification.text,
        due_at=clarification.due_at.isoformat(),
        **facts,
    )
