"""Staff take back a question that waits for its answer: it is locked again, and the person hears that nothing is left to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import lock
from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.ask import MayNotAsk
from applicants.applications.clarification.models import Clarification
from applicants.applications.letters import about_application
from applicants.applications.models import Application
from fundportal.accounts.models import User
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal


class NothingToTakeBack(Refusal):
    """It was answered, taken back or closed in the meantime."""

    title = _("This question is not open any more")


@transaction.atomic
def take_back_question(*, application_id: int, number: int, by: User) -> Clarification:
    """Close an open question without an answer; the row stays. Whoever answers at the same moment waits for the lock: one of the two happens.

    Raises Http404, MayNotAsk, NothingToTakeBack.
    """
    application = next(iter(lock([application_id])), None)
    found = Clarification.objects.select_related("submission").filter(application=application_id, number=number).first()
    if application is None or found is None:
        raise Http404
    if application.applicant_id == by.pk or not by.may(Permission.SCREEN, application.call.program_code):
        raise MayNotAsk(_("Your role does not allow this step for application %(folio)s.") % {"folio": application.folio})
    found.application = application
    now = timezone.now()
    if reason := why_closed(found, now):
        raise NothingToTakeBack(reason)
    found.taken_back_at, found.taken_back_by = now, by
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    enqueue([taken_back_letter(found, application)])
    record(
        actor=by, verb="clarification_taken_back", target=application.folio, program_code=application.call.program_code,
        number=number, question=found.question,
    )  # fmt: skip
    return found


def why_closed(clarification: Clarification, at: datetime) -> str:
    """What has become of a question that waits no more; empty while it waits. Needs its application."""
    if clarification.answered_at:
        return str(_("The person has answered it, and the answer is read."))
    if clarification.taken_back_at:
        return str(_("It was taken back already."))
    if not clarification.is_open(at):
        return str(_("It is closed already: the time to answer is over, or nobody reads the application any more."))
    return ""


def taken_back_letter(clarification: Clarification, application: Application) -> Any:
    return letter(
        key=f"clarification_taken_back:{application.folio}:{clarification.number}",
        kind="clarification_taken_back",
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        question=question_of(clarification).get("label"),
        text=clarification.text,
        **about_application(application),
    )
