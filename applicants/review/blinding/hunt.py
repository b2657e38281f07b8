"""Looks through the applications of rounds in the background. How far it is stands in the database, so a worker that dies loses one application's work."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.applications.team.references.models import Reference
from applicants.applications.transcripts.models import Transcript
from applicants.review.blinding.models import UNREADABLE, LeakHunt, LeakScan
from applicants.review.blinding.scan import scan
from applicants.review.models import Round
from applicants.review.rounds.require import require_assigner
from fundportal.audit.record import record

if TYPE_CHECKING:
    from fundportal.accounts.models import User

log = logging.getLogger(__name__)
A_WHILE = timedelta(seconds=40)
ONE_AT_A_TIME = 7_311_904_220_118  # a lock of the database


class Progress(NamedTuple):
    """How many of a round's applications were looked through as they stand, of how many."""

    done: int
    all: int


@transaction.atomic
def look(*, round: Round, by: User, again: bool = False) -> None:
    """Have the round's applications looked through, and whatever comes until it is closed; with `again` also those that were. Raises NotAssigner."""
    require_assigner(by, round)
    LeakHunt.objects.update_or_create(round=round, defaults={"by": by, "at": timezone.now()})
    if again:
        LeakScan.objects.filter(application__in=read_in(round)).delete()
    record(actor=by, verb="look_for_names", target=f"{round.call.slug}:{round.ordinal}", program_code=round.call.program_code, again=again)
    transaction.on_commit(wake)


def wake() -> None:
    """Have it done soon; without a broker the next beat does it."""
    from applicants.review.tasks import look_for_names

    with suppress(OperationalError, OSError):
        look_for_names.delay()


def read_in(round: Round) -> QuerySet[Application]:
    return round.taken.filter(submission__isnull=False)


def stale(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Those that nobody has looked through since something was handed in, answered, written or transcribed."""
    of_it = {"application": OuterRef("pk")}
    scanned = OuterRef("leak_scan__at")
    newer = (
        Exists(Clarification.objects.filter(**of_it, answered_at__gt=scanned))
        | Exists(Transcript.objects.filter(**of_it, at__gt=scanned))
        | Exists(Reference.objects.filter(**of_it, written_at__gt=scanned))
    )
    return rows.filter(Q(leak_scan=None) | ~Q(leak_scan__submission=F("submission")) | newer)


def progress(round: Round) -> Progress:
    """Two statements."""
    rows = read_in(round)
    whole = rows.count()
    return Progress(whole - stale(rows).count(), whole)


def hunt(*, at: datetime) -> int:
    """Look through what waits, for a while; one process at a time. Returns how many applications. What fails is looked at again next time."""
    if not locked("pg_try_advisory_lock"):
        return 0
    try:
        return sum(
            scanned_in(each.round, at) for each in LeakHunt.objects.filter(round__closed_at=None).select_related("round").order_by("at")
        )
    finally:
        locked("pg_advisory_unlock")


def scanned_in(round: Round, at: datetime) -> int:
    done = 0
    waiting = stale(read_in(round)).order_by("pk").values_list("pk", flat=True)
    for pk in list(waiting[:5000]):
        if timezone.now() > at + A_WHILE:
            wake()
            break
        application = Application.objects.select_related("applicant", "submission", "call").get(pk=pk)
        try:
            scan(application)
        except Exception:
            log.exception("Application %s could not be looked through", pk)
            give_up(application)
            continue
        done += 1
    return done


def give_up(application: Application) -> None:
    """Note that it could not be looked through, for staff to read themselves, and do not try for ever."""
    new = {"submission_id": application.submission_id, "unread": [UNREADABLE], "at": timezone.now()}
    LeakScan.objects.update_or_create(application=application, defaults=new)


def locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])
