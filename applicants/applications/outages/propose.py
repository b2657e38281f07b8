"""An absence has ended: which calls did it fall into the last hours of?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import QuerySet

from applicants.applications.models import DraftEntry
from applicants.applications.outages.models import Outage
from applicants.calls.models import Call
from fundportal.audit.record import record

LAST_HOURS = timedelta(hours=48)


def at_stake(began_at: datetime, ended_at: datetime) -> QuerySet[Call]:
    """Published calls into whose last 48 hours the absence falls, at least in part."""
    rows = Call.objects.filter(status=Call.Status.PUBLISHED, closes_at__gt=began_at, closes_at__lt=ended_at + LAST_HOURS)
    return rows.filter(opens_at__lt=ended_at).select_related("cohort__strand__program").order_by("pk")


def propose(*, what: str, began_at: datetime, ended_at: datetime, at: datetime) -> int:
    """Propose an extension of each call that does not tolerate so long an absence. Returns how many proposals are new.

    What is counted lies within the call's last 48 hours, and no save of anybody arrived in it: who could save was not shut out. One absence is
    proposed once, also when worker and pages come back one after the other. Call inside a transaction, one at a time.
    """
    calls = list(at_stake(began_at, ended_at))
    signs = list(saves(began_at, ended_at)) if calls else []
    return sum(propose_for(call, what, begin, end, at) for call in calls for begin, end in parts(call, began_at, ended_at, signs))


def saves(began_at: datetime, ended_at: datetime) -> Iterator[datetime]:
    """When somebody's draft was saved meanwhile: the pages, and the database, were there then."""
    rows = DraftEntry.objects.filter(at__gt=began_at, at__lt=ended_at)
    yield from rows.order_by("at").values_list("at", flat=True).iterator()


def parts(call: Call, began_at: datetime, ended_at: datetime, signs: list[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """The pieces between signs of life that are longer than the call tolerates, within its last hours."""
    begin, end = max(began_at, call.closes_at - LAST_HOURS, call.opens_at), min(ended_at, call.closes_at)
    edges = [begin, *(moment for moment in signs if begin < moment < end), end]
    tolerated = timedelta(minutes=call.outage_minutes)
    yield from ((one, other) for one, other in pairwise(edges) if other - one > tolerated)


def propose_for(call: Call, what: str, began_at: datetime, ended_at: datetime, at: datetime) -> int:
    """One proposal; what overlaps with one that is there is that one."""
    if Outage.objects.filter(call=call, began_at__lt=ended_at, ended_at__gt=began_at).exists():
        return 0
    outage = Outage.objects.create(call=call, what=what, began_at=began_at, ended_at=ended_at, found_at=at)
    record(
        actor=None, verb="outage_measured", target=f"call:{call.slug}", program_code=call.program_code,
        outage=outage.pk, what=what, began=began_at.isoformat(), ended=ended_at.isoformat(),
    )  # fmt: skip
    return 1
