"""Staff promise a later date of decision."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.promise.models import Postponement
from applicants.applications.promise.waiting import waiting
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.web.refusals import Refusal

KIND = "decision_postponed"


class NotPostponed(Refusal):
    """The new date says nothing new, or nobody could keep it."""

    title = _("The date was not moved")


@transaction.atomic
def postpone(*, call: Call, decision_by: date, reason_es: str, reason_en: str = "", by: User) -> Postponement:
    """Promise a later date, leave a row with the reason, and write to everybody who waits for the decision. Raises NotPostponed.

    The number of statements does not grow with that of letters.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call.pk)
    if call.status == Call.Status.DRAFT:
        raise NotPostponed(_("Nothing was promised yet: the call is a draft. Write the date into the call."))
    if decision_by <= call.decision_by:
        raise NotPostponed(_("The new date must be later than the one that was promised."))
    if decision_by < timezone.now().astimezone(call.zone).date():
        raise NotPostponed(_("The new date must not be past."))
    moved = Postponement.objects.create(
        call=call, old_decision_by=call.decision_by, decision_by=decision_by, reason_es=reason_es, reason_en=reason_en, author=by
    )
    call.decision_by = decision_by
    call.save(update_fields=["decision_by"])
    people = list(waiting().filter(call=call))
    enqueue(letter_about(application, moved) for application in people)
    record(
        actor=by, verb="decision_postponed", target=f"call:{call.slug}", program_code=call.program_code,
        old=moved.old_decision_by.isoformat(), new=decision_by.isoformat(), letters=len(people),
    )  # fmt: skip
    return moved


def letter_about(application: Application, moved: Postponement) -> Notification:
    return letter(
        key=f"{KIND}:{application.folio}:{moved.pk}",
        kind=KIND,
        recipient=application.applicant,
        program_code=application.call.program_code,
        about=application.folio,
        promised=moved.old_decision_by.isoformat(),
        decision_by=moved.decision_by.isoformat(),
        reason={"es": moved.reason_es, "en": moved.reason_en or moved.reason_es},
        **about_application(application),
    )
