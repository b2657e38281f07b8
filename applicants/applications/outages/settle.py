"""What staff make of an absence: more time for all, or a reason why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.outages.models import Outage
from applicants.calls.extend import extend
from applicants.calls.models import Call
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

NOTICE = timedelta(hours=24)
STEP = timedelta(minutes=30)


class SettledAlready(Refusal):
    """Somebody else has decided about it."""

    title = _("This has changed in the meantime")

    def __init__(self) -> None:
        super().__init__(_("Somebody has already decided about this outage. Nothing was changed."))


def suggestion(outage: Outage, now: datetime) -> datetime:
    """As much later as the portal was away, rounded up to the half hour; where the call has closed meanwhile, a day for people to hear of it."""
    call = outage.call
    later = max(call.closes_at + (outage.ended_at - outage.began_at), now + NOTICE if now >= call.closes_at else now)
    local = later.astimezone(call.zone).replace(second=0, microsecond=0)
    past = timedelta(minutes=local.minute % 30)
    if later.astimezone(call.zone) > local - past:
        local += STEP - past
    return local


@transaction.atomic
def grant(*, outage_id: int, closes_at: datetime, reason_es: str, reason_en: str = "", decision_by: date | None = None, by: User) -> Outage:
    """Extend the call's deadline because of it, with the letters and the public row of every extension. Raises SettledAlready, NotLater."""
    outage = open_one(outage_id)
    extension = extend(call=outage.call, closes_at=closes_at, reason_es=reason_es, reason_en=reason_en, decision_by=decision_by, by=by)
    outage.verdict, outage.extension = Outage.Verdict.EXTENDED, extension
    return settled(outage, reason_es, by)


@transaction.atomic
def dismiss(*, outage_id: int, reason: str, by: User) -> Outage:
    """No extension, for a reason that stays in the record. Raises SettledAlready."""
    outage = open_one(outage_id)
    outage.verdict = Outage.Verdict.DISMISSED
    return settled(outage, reason, by)


def open_one(outage_id: int) -> Outage:
    """The proposal and its call, both locked: the call first, as an extension does."""
    call_id = Outage.objects.values_list("call", flat=True).get(pk=outage_id)
    call = Call.objects.select_for_update(of=("self",), no_key=True).select_related("cohort__strand__program").get(pk=call_id)
    outage = Outage.objects.select_for_update().get(pk=outage_id)
    if outage.settled_at is not None:
        raise SettledAlready
    outage.call = call
    return outage


def settled(outage: Outage, reason: str, by: User) -> Outage:
    outage.reason, outage.settled_at, outage.settled_by = reason, timezone.now(), by
    outage.save(update_fields=["verdict", "reason", "extension", "settled_at", "settled_by"])
    record(
        actor=by,
        verb=f"outage_{outage.verdict}",
        target=f"call:{outage.call.slug}",
        program_code=outage.call.program_code,
        outage=outage.pk,
        reason=reason,
    )
    return outage
