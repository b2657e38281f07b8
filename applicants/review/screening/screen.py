"""Screening: does the application meet the requirements of the call?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.advance import advance_many, lock
from applicants.applications.deadline import last_instant, may_edit
from applicants.applications.in_play import keeps_in_play, left_for_good
from applicants.applications.models import Application
from applicants.applications.states import TRANSITIONS
from applicants.calls.models import Call
from fundportal.web.moments import clock, long_day
from fundportal.web.refusals import Refusal
from fundportal.web.zones import city

if TYPE_CHECKING:
    from fundportal.accounts.models import User

IN, OUT, AGAIN, AFTER_ALL = "screen_in", "screen_out", "readmit", "rule_out"
"""The first word on an application, and the second thoughts: one screened out comes in again, one that is being read does not fit after all."""
WITH_LETTER = (OUT, AGAIN, AFTER_ALL)
PATIENCE = timedelta(minutes=2)  # a submission that arrived in time may still be on its way through the server

screened_out = Signal()
"""Sent inside the transaction, with `applications` (ids) that are no longer read. Higher rooms drop what they had noted about them."""


class ReasonMissing(Refusal):
    """Nobody is screened out, or in again, without being told why."""

    status = 400
    title = _("The reason is missing")

    def __init__(self) -> None:
        super().__init__(_("Write the reason: it goes to each person in the letter. Nothing was changed."))


class StillOpen(Refusal):
    """The person may still correct the application, as the receipt promises."""

    title = _("The call is still open")

    def __init__(self, applications: Collection[Application]) -> None:
        super().__init__(_("Nothing was changed. %(sentence)s") % {"sentence": from_when(applications)})


@dataclass(frozen=True)
class Moved:
    """Those that moved; the others, whose state had changed in the meantime or whose person has gone; and those that may still be corrected.
    Both are left as they are."""

    moved: list[Application]
    others: list[Application]
    early: list[Application] = field(default_factory=list)


@transaction.atomic
def screen(*, ids: Iterable[int], verb: str, by: User, reason: str = "") -> Moved:
    """Screen applications in or out, with a letter to each one that is out, or in again. The reason of a letter is read by the person, any other by
    staff alone. Raises ReasonMissing, StillOpen (all that could move may still be corrected, see `too_early`) and NotAllowed; then nobody has moved.
    """
    if verb in WITH_LETTER and not reason.strip():
        raise ReasonMissing
    found = lock(ids)
    movable, early, others = sorted_out(found, verb, timezone.now())
    if early and not movable:
        raise StillOpen(early)
    contacts = contacts_of({application.call_id for application in movable}) if verb in WITH_LETTER else {}

    def context(application: Application) -> dict[str, Any]:
        return {"contact": contacts.get(application.call_id, settings.HELP_EMAIL)}

    moved = advance_many(ids=[a.pk for a in movable], verb=verb, actor=by, reason=reason.strip(), context=context) if movable else []
    if verb == AFTER_ALL and moved:
        screened_out.send(sender=Application, applications=[application.pk for application in moved])
    return Moved(moved, others, early)


def sorted_out(found: Collection[Application], verb: str, at: datetime) -> tuple[list[Application], list[Application], list[Application]]:
    """Those that can take the step; those that may still be corrected; those whose state, or whose person's leaving, does not allow it."""
    gone = left_for_good(application.pk for application in found) if keeps_in_play(verb) else set()
    movable: list[Application] = []
    early: list[Application] = []
    others: list[Application] = []
    for application in found:
        if application.state not in TRANSITIONS[verb].sources or application.pk in gone:
            others.append(application)
        else:
            (early if too_early(application, at) else movable).append(application)
    return movable, early, others


def too_early(application: Application, at: datetime) -> bool:
    """Whether it waits for the last correction. A sample call may be screened at any time: it is there to walk the whole way in an afternoon."""
    return may_still_change(application, at) and not application.call.is_sample


def may_still_change(application: Application, at: datetime) -> bool:
    """Whether the person may still correct what was handed in: until then it is not screened, for that would end the corrections that the receipt
    promises."""
    return may_edit(application, at - PATIENCE)


def from_when(applications: Collection[Application]) -> str:
    """The sentence that says when these may be screened."""
    last = max(applications, key=last_instant)
    until = last_instant(last).astimezone(last.call.zone)
    said = {"folio": last.folio, "day": long_day(until), "time": clock(until), "city": city(last.call.time_zone)}
    return (
        _("Application %(folio)s may be corrected by its person until %(day)s, %(time)s (%(city)s): it can be screened after that.") % said
    )


def contacts_of(calls: set[int]) -> dict[int, str]:
    """To whom one may write about a call: the contact of its privacy notice."""
    return dict(Call.objects.filter(pk__in=calls, notice__isnull=False).values_list("pk", "notice__contact_email"))
