"""One person gets a later deadline."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.letters import about_application
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.extend import NotLater, require_ahead
from applicants.calls.models import Call, Extension
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter


class NoSuchApplication(NotLater):
    """The call has no open application under this folio."""

    def __init__(self) -> None:
        super().__init__(_("This call has no application under this folio that may still be changed."))


@transaction.atomic
def give_more_time(*, call: Call, folio: str, closes_at: datetime, reason_es: str, reason_en: str = "", by: User) -> Extension:
    """Let one application of a published call be handed in until a later instant; leave a public row (which names nobody), write to the person.

    Raises NoSuchApplication, also for one in which who gives it has a part, and NotLater when the application may be handed in as long already, or the instant is past or after the date on which
    the decision is promised: to move that is for all (see `extend`).
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related("call__cohort__strand__program", "applicant")
    found = (
        rows.filter(call=call, call__status=Call.Status.PUBLISHED, folio=folio, state__in=[State.DRAFT, State.SUBMITTED])
        .apart_from(by)
        .first()
    )
    if found is None:
        raise NoSuchApplication
    if closes_at <= found.deadline:
        raise NotLater(_("The new deadline must be later than the standing one."))
    require_ahead(found.call, closes_at, found.call.decision_by)
    extension = Extension.objects.create(
        call=call,
        folio=folio,
        old_closes_at=found.deadline,
        closes_at=closes_at,
        reason_es=reason_es,
        reason_en=reason_en,
        author=by,
    )
    Application.objects.filter(pk=found.pk).update(closes_at=closes_at)
    enqueue(
        [
            letter(
                key=f"extension:{folio}:{extension.pk}",
                kind="extension",
                recipient=found.applicant,
                program_code=found.call.program_code,
                about=folio,
                own=True,
                closes_at=closes_at.isoformat(),
                reason={"es": reason_es, "en": reason_en or reason_es},
                **about_application(found),
            )
        ]
    )
    old, new = extension.old_closes_at.isoformat(), closes_at.isoformat()
    record(actor=by, verb="more_time", target=folio, program_code=found.call.program_code, old=old, new=new)
    return extension
