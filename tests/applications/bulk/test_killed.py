"""A worker that is killed in the middle of a chunk leaves nothing half done; the next goes on."""

import os

import pytest
from django.db import connection, transaction

from applicants.applications.bulk.begin import wake
from applicants.applications.bulk.models import BulkJob
from applicants.applications.bulk.work import carry_on, chunk_of
from applicants.applications.models import StateChange
from applicants.applications.states import State
from tests.applications.bulk.jobs import begin
from tests.notifications.mailbox import mail_server
from tests.notifications.workers import worker
from tests.review.make import make_call, make_staff
from tests.selection.many import make_many
from tests.soak.bulk import reckon
from tests.soak.release import ask, wait_for

BLOCKED = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'audit_entry'::regclass"


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_killed_when_all_is_written_but_the_record():
    staff = make_staff()
    job = begin("screen_out", make_many(make_call(), 120, State.SUBMITTED), staff)
    chunk_of(job.pk)
    with mail_server() as box, worker(mail_port=box.port, broker_url=os.environ["REDIS_URL"], threads=2) as child:
        wait_for(lambda: " ready." in child.words())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_entry IN SHARE MODE")
            wake()
            wait_for(lambda: ask(BLOCKED))
            child.kill()
            child.wait()
            assert StateChange.objects.count() == 50
    wait_for(lambda: carry_on() or not BulkJob.objects.at_work().exists())
    assert reckon(job) == {"wrong": 0, "moved": 120, "left": 0, "failed": 0, "letters": 120, "state": "done", "ok": True}
