"""A later deadline, for all."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.calls.audience import audience
from applicants.calls.models import Call, Extension
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.web.refusals import Refusal


class NotLater(Refusal):
    """The new deadline is not after the standing one."""

    title = _("The deadline was not moved")


def require_ahead(call: Call, closes_at: datetime, decision_by: date) -> None:
    """Raises NotLater when nobody could use the new deadline any more, or when it lies after the promised date of decision."""
    if closes_at <= timezone.now():
        raise NotLater(_("The new deadline must be in the future."))
    if decision_by < closes_at.astimezone(call.zone).date():
        raise NotLater(_("The promised date of decision is before the deadline."))


@transaction.atomic
def extend(*, call: Call, closes_at: datetime, reason_es: str, reason_en: str = "", decision_by: date | None = None, by: User) -> Extension:
    """Move the deadline of a published call, leave a public row with the reason, and write to everybody who has an open application in it.

    `decision_by` is the date that is promised from now on; None keeps the standing one, which then has to lie after the new deadline. Raises
    NotLater (see also `require_ahead`), also when somebody else has moved it further in the meantime. One transaction: a deadline never moves untold.
    """
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call.pk)
    if call.status != Call.Status.PUBLISHED:
        raise NotLater(_("Only a published call has a deadline to extend."))
    if closes_at <= call.closes_at:
        raise NotLater(_("The new deadline must be later than the standing one."))
    decision_by = decision_by or call.decision_by
    require_ahead(call, closes_at, decision_by)
    extension = Extension.objects.create(
        call=call, old_closes_at=call.closes_at, closes_at=closes_at, reason_es=reason_es, reason_en=reason_en, author=by
    )
    call.closes_at, call.decision_by = closes_at, decision_by
    call.save(update_fields=["closes_at", "decision_by"])
    listeners = audience(call)
    enqueue(
        letter(
            key=f"extension:{listener.folio}:{extension.pk}",
            kind="extension",
            recipient=listener.person,
            program_code=call.program_code,
            about=listener.folio,
            folio=listener.folio,
            call={"es": call.title_es, "en": call.title_en},
            closes_at=closes_at.isoformat(),
            decision_by=decision_by.isoformat(),
            zone=call.time_zone,
            reason={"es": reason_es, "en": reason_en or reason_es},
            sample=call.is_sample,
            url=listener.url,
        )
        for listener in listeners
    )
    record(
        actor=by,
        verb="call_extended",
        target=f"call:{call.slug}",
        program_code=call.program_code,
        old=extension.old_closes_at.isoformat(),
        new=closes_at.isoformat(),
        decision_by=decision_by.isoformat(),
        letters=len(listeners),
    )
    return extension
