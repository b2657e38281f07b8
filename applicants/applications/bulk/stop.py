"""A job is stopped, and goes on with what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.bulk.begin import NotYours, locked, on_record, require, wake
from applicants.applications.bulk.models import BulkJob
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

PATIENCE = "SELECT set_config('lock_timeout', '8s', true)"
State = BulkJob.State


class InAChunk(Refusal):
    """A worker holds the job for longer than anybody wants to wait."""

    title = _("Not at this moment")

    def __init__(self) -> None:
        super().__init__(_("Some applications are being worked at and it takes longer than it should. Try again in a minute."))


def stop(*, job: BulkJob, by: User) -> BulkJob:
    """End it after the chunk that is being worked at, for which this waits: what is done stays done. Whoever may take the step may stop it. A job that is
    not at work stays as it is. Raises NotYours and InAChunk."""
    require(job, by)
    try:
        return stopped(job, by)
    except OperationalError as error:
        raise InAChunk from error


@transaction.atomic
def stopped(job: BulkJob, by: User) -> BulkJob:
    with connection.cursor() as cursor:
        cursor.execute(PATIENCE)
    current = locked(job)
    if current.is_at_work:
        current.state, current.ended_at, current.held = State.STOPPED, timezone.now(), ""
        current.save(update_fields=["state", "ended_at", "held"])
        on_record(current, by, "bulk_stop", moved=current.moved, rest=current.rest)
    return current


@transaction.atomic
def go_on(*, job: BulkJob, by: User) -> BulkJob:
    """Take up the rest of a job that was stopped. One that was not stopped stays as it is. Raises NotYours for anybody but who had asked."""
    require(job, by)
    current = locked(job)
    if current.by_id != by.pk:
        raise NotYours
    if current.state == State.STOPPED:
        current.state, current.ended_at = State.WAITING, None
        current.save(update_fields=["state", "ended_at"])
        on_record(current, by, "bulk_go_on", rest=current.rest)
        transaction.on_commit(wake, robust=True)
    return current
