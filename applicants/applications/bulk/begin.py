"""A job is made of what was chosen, looked at, and confirmed by who has looked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from applicants.applications.bulk.look import look, marked
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.verbs import VERBS, Verb
from applicants.applications.models import Application
from fundportal.audit.record import entry, record_many
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

AT_ONCE = 50
"""Up to so many applications are moved while the person waits; more become a job."""
CHOSEN = """
INSERT INTO {rows} (job_id, application_id, place, outcome, why, said, mark)
SELECT %s, chosen.id, {place}, 'waiting', '', '', '' FROM (SELECT DISTINCT id FROM ({found}) AS found (id)) AS chosen
"""


class NothingChosen(Refusal):
    """No application is meant, or none that could take the step."""

    title = _("There is nothing to do")

    def __init__(self) -> None:
        super().__init__(_("No application is left that could take this step. Nothing was changed."))


class NotYours(Refusal):
    """The job is another person's, or the role that it takes is gone."""

    status = 403
    title = _("You may not do this")

    def __init__(self) -> None:
        super().__init__(_("Only who asked for it can do this, with the role that the step takes. Nothing was changed."))


class ChangedMeanwhile(Refusal):
    """The applications are not as the page had shown them."""

    title = _("Something has changed in the meantime")

    def __init__(self, before: str, count: int) -> None:
        words = (
            _("Since you opened the page applications have changed: then %(before)s could take the step, now %(count)s can. Nothing was done: look at the new figures and confirm again.")
            if before.isdecimal() and before != str(count)
            else _("Since you opened the page applications have changed, though as many can take the step. Nothing was done: look again and confirm.")
        )  # fmt: skip
        super().__init__(words % {"before": before, "count": count})


@transaction.atomic
def take(
    *, verb: Verb, chosen: QuerySet[Application], by: User, back: str, order: list[int] | None = None, params: dict[str, Any] | None = None
) -> BulkJob:
    """A job about the applications chosen, in the order of their ids or in `order`; nothing happens before it is confirmed. `chosen` has to be what the
    person may see. However many they are, their ids never leave the database. Raises NothingChosen.
    """
    job = BulkJob.objects.create(verb=verb.code, by=by, back=back, programs=[], params=params or {})
    sql, values = chosen.order_by().values("pk").query.sql_with_params()
    place = "array_position(%s::bigint[], chosen.id)" if order else "row_number() OVER (ORDER BY chosen.id)"
    with connection.cursor() as cursor:
        text = CHOSEN.format(rows=BulkRow._meta.db_table, place=place, found=sql)
        cursor.execute(text, [job.pk, *([order] if order else []), *values])
        job.total = cursor.rowcount
    if not job.total:
        raise NothingChosen
    of = job.rows.order_by().values_list("application__call", "application__call__cohort__strand__program__code").distinct()
    calls, codes = zip(*of, strict=True)
    job.programs, job.call_id = sorted(set(codes)), calls[0] if len(set(calls)) == 1 else None
    job.save(update_fields=["total", "programs", "call"])
    return job


def require(job: BulkJob, by: User) -> Verb:
    """The job's verb, for who may take that step in all its programmes. Raises NotYours."""
    verb = VERBS.get(job.verb)
    if verb is None or not all(by.may(verb.permission, code) for code in job.programs):
        raise NotYours
    return verb


@transaction.atomic
def confirm(*, job: BulkJob, by: User, params: dict[str, Any], seen: str) -> BulkJob:
    """Let a job begin, exactly as its page has shown it (`seen`). A second time changes nothing. Raises NotYours, ChangedMeanwhile and NothingChosen;
    then nothing has begun."""
    verb = require(job, by)
    current = locked(job)
    if current.by_id != by.pk:
        raise NotYours
    if current.state != BulkJob.State.OPEN:
        return current
    marked(current, verb)
    now = look(current, verb, by)
    if not now.count:
        raise NothingChosen
    fingerprint, _dot, before = seen.partition(".")
    if fingerprint != now.fingerprint:
        raise ChangedMeanwhile(before[:9], now.count)
    current.params = {**current.params, **params}
    current.state, current.begun_at = BulkJob.State.WAITING, timezone.now()
    current.save(update_fields=["params", "state", "begun_at"])
    on_record(current, by, "bulk_begin", applications=current.total)
    transaction.on_commit(wake, robust=True)
    return current


def locked(job: BulkJob) -> BulkJob:
    """As it stands now. While a worker is at a chunk of it, this waits for that."""
    return BulkJob.objects.select_for_update(of=("self",), no_key=True).get(pk=job.pk)


def wake() -> None:
    """Have the work go on soon; without a broker the next beat does it."""
    from applicants.applications.bulk.tasks import carry_on_bulk

    try:
        carry_on_bulk.delay()
    except (OperationalError, OSError):
        return


def on_record(job: BulkJob, by: User | None, verb: str, **detail: Any) -> None:
    """An entry in the audit record of each programme."""
    record_many(entry(actor=by, verb=verb, target=f"{job.verb}:{job.pk}", program_code=code, job=job.pk, **detail) for code in job.programs)
