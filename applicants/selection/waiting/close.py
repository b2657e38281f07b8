"""The end of a waiting list: whoever still waits is told that no place will come."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance_many, lock
from applicants.applications.models import Application
from applicants.applications.states import State
from applicants.calls.models import Call
from applicants.selection.decisions.stage import locked_call
from fundportal.audit.record import record
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

LETTER = "declined"
WAITED = {"waited": True, "feedback": ""}
"""What the letter says beside folio and call."""


class NobodyWaits(Refusal):
    """The list is empty."""

    title = _("Nobody waits")

    def __init__(self) -> None:
        super().__init__(_("Nobody is on this waiting list. If you have just closed it, everybody has been told."))


class ListChanged(Refusal):
    """Those who wait are not those who were confirmed."""

    title = _("The waiting list has changed")

    def __init__(self) -> None:
        super().__init__(_("The waiting list has changed while you looked at the page. Nothing was changed: look at it and confirm again."))


def waiting_ids(call: Call) -> list[int]:
    return list(Application.objects.filter(call=call, state=State.WAITLISTED).order_by("pk").values_list("pk", flat=True))


def fingerprint(ids: Iterable[int]) -> str:
    """Who exactly waits, in short: the page shows it, the confirmation brings it back."""
    return sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


@transaction.atomic
def close_list(*, call: Call, by: User, seen: str = "") -> list[Application]:
    """Decline everybody who still waits, at once, each with a letter. Exactly once: who comes second finds nobody waiting.

    Raises NobodyWaits; ListChanged when `seen` is another fingerprint; NotDecider; OwnApplication. Then nothing has happened.
    """
    call = locked_call(call.pk, by)
    ids = [application.pk for application in lock(waiting_ids(call)) if application.state == State.WAITLISTED]
    if not ids:
        raise NobodyWaits
    if seen and seen != fingerprint(ids):
        raise ListChanged

    def context(_application: Application) -> dict[str, Any]:
        return WAITED

    told = advance_many(ids=ids, verb="decline", actor=by, context=context)
    record(actor=by, verb="close_waiting_list", target=call.slug, program_code=call.program_code, people=len(told))
    return told
