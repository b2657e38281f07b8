"""The work of jobs, chunk by chunk. A chunk is one transaction: what happens to its applications, their letters, and the outcomes of its rows commit together.

The lock on the job's row is the claim: one worker at a time, and a worker that dies leaves it to the next at once, with nothing half done. One that hangs loses
it within a minute, since the server ends its transaction.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from applicants.applications.advance import lock
from applicants.applications.bulk.begin import on_record
from applicants.applications.bulk.look import sorted_out
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.verbs import VERBS, NotNow, Verb
from applicants.applications.bulk.why import GONE, REFUSED, ROLE, UNKNOWN, Left
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

log = logging.getLogger(__name__)
A_CHUNK = 50
A_TURN = 20.0  # seconds after which other work has its turn
LIMITS = "SELECT set_config('lock_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '60s', true)"
State, Outcome = BulkJob.State, BulkRow.Outcome


def carry_on(*, seconds: float = A_TURN) -> bool:
    """Work at all jobs, a chunk of each in turn, for so long. Returns whether something is left that this process could have gone on with."""
    until = monotonic() + seconds
    while monotonic() < until:
        jobs = BulkJob.objects.at_work().order_by(F("seen_at").asc(nulls_first=True), "pk")
        if not sum(chunk_of(pk) for pk in list(jobs.values_list("pk", flat=True))):
            return False
    return True


def chunk_of(pk: int) -> bool:
    """The next chunk of a job, or its end. False when nothing could be done: another worker is at it, or something that passes stands in the way.

    Where a chunk fails as a whole, its rows are tried one by one: the one that cannot be done is told from the others.
    """
    try:
        return carried_out(pk, A_CHUNK)
    except NotNow as hindrance:
        BulkJob.objects.filter(pk=pk).update(held=str(hindrance)[:400], seen_at=timezone.now())
        return False
    except Refusal:
        pass
    except OperationalError:  # the database, or a lock that somebody keeps: later
        log.warning("A chunk of job %s has to wait", pk, exc_info=True)
        return False
    except Exception:
        log.exception("A chunk of job %s failed; its rows are tried one by one", pk)
    next_ones = BulkRow.objects.filter(job=pk, outcome=Outcome.WAITING).order_by("place").values_list("pk", flat=True)
    return sum(one_of(pk, row) for row in list(next_ones[:A_CHUNK])) > 0


def one_of(pk: int, row: int) -> bool:
    """This row alone; what goes wrong is its outcome."""
    try:
        return carried_out(pk, 1, only=row)
    except (NotNow, OperationalError):
        return False
    except Refusal as refusal:
        return give_up(pk, row, Outcome.LEFT, Left(REFUSED, str(refusal.message)[:400]))
    except Exception:
        log.exception("A row of job %s failed", pk)
        return give_up(pk, row, Outcome.FAILED, Left(""))


@transaction.atomic
def give_up(pk: int, row: int, outcome: str, reason: Left) -> bool:
    job = claimed(pk)
    rows = list(job.rows.filter(pk=row, outcome=Outcome.WAITING)) if job else []
    if job is None or not rows:
        return False
    settle(job, rows, {rows[0].application_id: reason}, outcome)
    return True


def claimed(pk: int) -> BulkJob | None:
    """The job, if it is at work and nobody is at it; this transaction's alone."""
    with connection.cursor() as cursor:
        cursor.execute(LIMITS)
    rows = BulkJob.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("by", "call")
    return rows.at_work().filter(pk=pk).first()


@transaction.atomic
def carried_out(pk: int, size: int, *, only: int | None = None) -> bool:
    """The next rows of the job, or `only` this one, in one transaction; where none is left, its end."""
    job = claimed(pk)
    if job is None:
        return False
    verb, by = VERBS.get(job.verb), job.by
    if verb is None or by is None or not any(by.may(verb.permission, code) for code in job.programs):
        return leave_the_rest(job, Left(ROLE if verb else UNKNOWN))
    waiting = job.rows.filter(outcome=Outcome.WAITING)
    rows = list((waiting if only is None else waiting.filter(pk=only)).order_by("place")[:size])
    if not rows:
        return only is None and end(job)
    with override(by.language):
        settle(job, rows, moved(job, verb, by, rows))
    if len(rows) < size:
        end(job)
    return True


def moved(job: BulkJob, verb: Verb, by: User, rows: Sequence[BulkRow]) -> dict[int, Left]:
    """Take the step where it can be taken, asked again under the locks: role, part, state. Returns which of the rows were left."""
    verb.lock(job, by)
    applications = lock(row.application_id for row in rows)
    left = dict.fromkeys((row.application_id for row in rows), Left(GONE))
    for application in applications:
        del left[application.pk]
    left |= sorted_out(job, verb, by, applications)
    chosen = [row for row in rows if row.application_id not in left]
    return left | (verb.carry_out(job, by, chosen) if chosen else {})


def settle(job: BulkJob, rows: Sequence[BulkRow], left: dict[int, Left], otherwise: str = Outcome.LEFT) -> None:
    """Write down what became of these rows: `otherwise` of those left, the rest has moved."""
    for row in rows:
        reason = left.get(row.application_id)
        row.outcome = otherwise if reason else Outcome.MOVED
        row.why, row.said = reason or ("", "")
    BulkRow.objects.bulk_update(rows, ["outcome", "why", "said"])
    counts = Counter(row.outcome for row in rows)
    job.moved, job.left, job.failed = (getattr(job, name) + counts[name] for name in ("moved", "left", "failed"))
    job.state, job.seen_at, job.held = State.RUNNING, timezone.now(), ""
    job.save(update_fields=["moved", "left", "failed", "state", "seen_at", "held"])


def leave_the_rest(job: BulkJob, reason: Left) -> bool:
    """Nothing more can be done for who has asked: every row that waits says why."""
    job.left += job.rows.filter(outcome=Outcome.WAITING).update(outcome=Outcome.LEFT, why=reason.why)
    job.save(update_fields=["left"])
    return end(job)


def end(job: BulkJob) -> bool:
    """Every row has its outcome. An application that is gone has taken its row along."""
    job.total, job.state, job.held = job.settled, State.DONE, ""
    job.seen_at = job.ended_at = timezone.now()
    job.save(update_fields=["total", "state", "held", "seen_at", "ended_at"])
    on_record(job, job.by, "bulk_done", moved=job.moved, left=job.left, failed=job.failed)
    return True
