"""A person asks that the application be read again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.appeals.models import Appeal
from applicants.selection.models import Decision
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LONGEST = 5000


class NoAppeal(Refusal):
    """There is no decision against which one could appeal."""

    title = _("This cannot be read again")

    def __init__(self) -> None:
        super().__init__(_("There is no decision about this application that can be looked at again. Nothing was sent."))


class AppealOver(Refusal):
    """The last day has passed."""

    title = _("The time to ask is over")

    def __init__(self) -> None:
        super().__init__(
            _("The last day on which you could ask for this has passed. If something stopped you, reply to the letter with the decision.")
        )


def appealable(application: Application) -> Decision | None:
    """The decision that declined the application and takes appeals, with its release; None where there is none, or where there was an appeal. Two statements
    at most, none in another state."""
    if application.state != State.DECLINED:
        return None
    rows = Decision.objects.current().filter(application=application, outcome=Decision.Outcome.DECLINE, release__appeal_until__isnull=False)
    found = rows.select_related("release").first()
    return found if found and not Appeal.objects.filter(application=application).exists() else None


@transaction.atomic
def ask(*, application_id: int, person: User, reason: str, at: datetime) -> Appeal:
    """Ask, with a request that arrived `at`. A letter confirms it. Asking twice is asking once: the first reason stands.

    Raises NoAppeal, AppealOver, Http404.
    """
    application = locked(person, application_id)
    made = Appeal.objects.filter(application=application).first()
    if made:
        return made
    decision = appealable(application)
    if decision is None or decision.release is None or decision.release.appeal_until is None:
        raise NoAppeal
    if at > decision.release.appeal_until:
        raise AppealOver
    made = Appeal.objects.create(application=application, decision=decision, reason=reason.strip(), made_at=at)
    application.call = Call.objects.select_related("cohort__strand__program").get(pk=application.call_id)
    code = application.call.program_code
    written = letter(
        key=f"appeal_received:{application.folio}",
        kind="appeal_received",
        recipient=person,
        program_code=code,
        about=application.folio,
        received_at=at.isoformat(),
        **about_application(application),
    )
    enqueue([written])
    record(actor=person, verb="appeal", target=application.folio, program_code=code)
    return made
