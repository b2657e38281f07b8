import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from kombu.exceptions import OperationalError as AwayError

from applicants.applications.bulk import work
from applicants.applications.bulk.begin import ChangedMeanwhile, NotYours, confirm
from applicants.applications.bulk.models import BulkJob, BulkRow
from applicants.applications.bulk.stop import InAChunk, go_on, stop
from applicants.applications.bulk.sweep import KEPT, sweep
from applicants.applications.bulk.tasks import carry_on_bulk
from applicants.applications.bulk.verbs import VERBS
from applicants.applications.bulk.work import carry_on, chunk_of
from applicants.applications.models import Application, StateChange
from applicants.applications.states import State
from applicants.review.screening.screen import IN, OUT, ReasonMissing, screen
from fundportal.accounts.models import Membership
from fundportal.audit.models import Entry
from fundportal.notifications.models import Notification
from tests.applications.bulk.jobs import begin, make_job, outcomes, seen, states
from tests.review.make import make_application, make_applications, make_call, make_member, make_staff

pytestmark = pytest.mark.django_db


def counts(job):
    return BulkJob.objects.values_list("state", "moved", "left", "failed", "total").get(pk=job.pk)


def test_a_job_moves_everybody_once_and_says_who_is_left(of_two):
    staff, call = make_staff(), make_call()
    chosen = [*make_applications(3, call), make_application(call, State.WITHDRAWN), make_application(call)]
    job = begin(OUT, chosen, staff)
    assert states(chosen[:3]) == [State.SUBMITTED] * 3
    assert carry_on() is False
    assert counts(job) == ("done", 4, 1, 0, 5)
    assert outcomes(job) == [*[("moved", "", "")] * 3, ("left", "state", "withdrawn"), ("moved", "", "")]
    assert Notification.objects.filter(kind="screened_out").count() == 4
    assert set(StateChange.objects.filter(verb=OUT).values_list("reason", "actor")) == {("No.", staff.pk)}
    assert [*Entry.objects.filter(verb__startswith="bulk").order_by("pk").values_list("verb", "program_code", "actor_id")] == [
        ("bulk_begin", "morelia", staff.pk),
        ("bulk_done", "morelia", staff.pk),
    ]
    assert not chunk_of(job.pk)  # it is over


def test_nothing_begins_unless_it_is_confirmed_as_it_was_seen():
    staff, call = make_staff(), make_call()
    first, second = make_applications(2, call)
    job = make_job(IN, [first, second], staff)
    mark = seen(job, staff)
    assert not carry_on()
    screen(ids=[first.pk], verb=IN, by=staff)
    with pytest.raises(ChangedMeanwhile, match="2 could take the step, now 1 can"):
        confirm(job=job, by=staff, params={"reason": ""}, seen=mark)
    for _ in range(2):  # a double click
        confirm(job=job, by=staff, params={"reason": ""}, seen=seen(job, staff))
    carry_on()
    assert (counts(job), Entry.objects.filter(verb="bulk_begin").count()) == (("done", 1, 1, 0, 2), 1)
    for forged in ("", "x", "9" * 99):
        with pytest.raises(ChangedMeanwhile):
            confirm(job=make_job(IN, make_applications(1, call), staff), by=staff, params={}, seen=forged)


def test_only_who_has_looked_confirms():
    job = make_job(IN, make_applications(1, make_call()), make_staff())
    for other in (make_staff(), make_staff(program="ccc")):
        with pytest.raises(NotYours):
            confirm(job=job, by=other, params={}, seen=seen(job, other))


def test_stopped_between_two_chunks_and_taken_up_again(of_two):
    staff, call = make_staff(), make_call()
    chosen = make_applications(5, call)
    job = begin(IN, chosen, staff)
    assert chunk_of(job.pk)
    for _ in range(2):  # stopping twice
        assert stop(job=job, by=make_staff()).state == "stopped"
    assert not carry_on()
    assert (counts(job), states(chosen)) == (("stopped", 2, 0, 0, 5), [State.IN_REVIEW] * 2 + [State.SUBMITTED] * 3)
    with pytest.raises(NotYours):
        go_on(job=job, by=make_staff())
    with pytest.raises(NotYours):
        stop(job=job, by=make_staff(program="ccc"))
    for _ in range(2):
        go_on(job=job, by=staff)
    carry_on()
    assert (counts(job), go_on(job=job, by=staff).state) == (("done", 5, 0, 0, 5), "done")


def test_who_loses_the_role_moves_nobody_from_then_on(of_two):
    staff, call = make_staff(), make_call()
    chosen = make_applications(4, call)
    job = begin(IN, chosen, staff)
    chunk_of(job.pk)
    Membership.objects.all().delete()
    carry_on()
    assert (counts(job), outcomes(job)[2:]) == (("done", 2, 2, 0, 4), [("left", "role", "")] * 2)


def test_what_changes_while_it_runs_is_left_with_the_reason(of_two):
    """Another person is faster, an application becomes one's own, an account goes with its draft."""
    staff, call = make_staff(), make_call()
    chosen = make_applications(6, call)
    job = begin(OUT, chosen, staff)
    chunk_of(job.pk)
    screen(ids=[chosen[2].pk], verb=IN, by=make_staff())
    make_member(chosen[3], staff)
    BulkRow.objects.filter(application=chosen[4]).delete()  # as it goes with its application
    carry_on()
    assert outcomes(job)[2:4] == [("left", "state", "in_review"), ("left", "own", "")]
    assert counts(job) == ("done", 3, 2, 0, 5)


def test_two_jobs_about_the_same_applications(of_two):
    staff, call = make_staff(), make_call()
    chosen = make_applications(4, call)
    one, other = begin(IN, chosen, staff), begin(OUT, chosen, staff)
    carry_on()
    assert (counts(one)[1:3], counts(other)[1:3]) == ((4, 0), (0, 4))
    assert StateChange.objects.count() == 4


@pytest.mark.parametrize(("trouble", "told"), [(ValueError("x"), ("failed", "", "")), (ReasonMissing(), ("left", "refused"))])
def test_one_that_cannot_be_done_does_not_stop_the_others(trouble, told, monkeypatch, of_two):
    staff, call = make_staff(), make_call()
    chosen = make_applications(3, call)
    job = begin(OUT, chosen, staff)
    real = VERBS[OUT].carry_out

    def sometimes(job, by, rows):
        if any(row.application_id == chosen[0].pk for row in rows):
            raise trouble
        return real(job, by, rows)

    monkeypatch.setattr(VERBS[OUT], "carry_out", sometimes)
    carry_on()
    assert outcomes(job)[0][: len(told)] == told
    assert (states(chosen), Notification.objects.count()) == ([State.SUBMITTED, State.INELIGIBLE, State.INELIGIBLE], 2)


def test_a_lock_that_somebody_keeps_is_waited_for_and_no_failure(monkeypatch):
    job = begin(IN, make_applications(1, make_call()), make_staff())
    with monkeypatch.context() as patch:
        patch.setattr(work, "lock", lambda ids: (_ for _ in ()).throw(OperationalError("canceling statement due to lock timeout")))
        assert not chunk_of(job.pk)
    assert counts(job) == ("waiting", 0, 0, 0, 1)
    assert chunk_of(job.pk)


def test_a_stop_that_a_worker_keeps_waiting_says_so(monkeypatch):
    staff = make_staff()
    job = begin(IN, make_applications(1, make_call()), staff)
    monkeypatch.setattr("applicants.applications.bulk.stop.locked", lambda job: (_ for _ in ()).throw(OperationalError("lock timeout")))
    with pytest.raises(InAChunk, match="minute"):
        stop(job=job, by=staff)


def test_a_broker_that_is_away_is_no_trouble(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(carry_on_bulk, "delay", lambda: (_ for _ in ()).throw(AwayError("refused")))
    with django_capture_on_commit_callbacks(execute=True) as asked:
        job = begin(IN, make_applications(1, make_call()), make_staff())
    carry_on_bulk()  # as the beat does
    assert (len(asked), counts(job)) == (1, ("done", 1, 0, 0, 1))


def test_whose_account_is_erased_is_left():
    staff, call = make_staff(), make_call()
    gone, stays = make_applications(2, call)
    job = begin(IN, [gone, stays], staff)
    type(staff).objects.filter(pk=gone.applicant_id).update(erased_at=timezone.now())
    carry_on()
    assert outcomes(job) == [("left", "gone", ""), ("moved", "", "")]


def test_a_verb_that_is_not_known_any_more():
    job = begin(IN, make_applications(1, make_call()), make_staff())
    BulkJob.objects.update(verb="gone")
    carry_on()
    assert outcomes(job) == [("left", "unknown", "")]


def test_statements_of_a_chunk_do_not_grow(monkeypatch, django_assert_max_num_queries):
    staff, call = make_staff(), make_call()
    for rows in (2, 20):
        monkeypatch.setattr("applicants.applications.bulk.work.A_CHUNK", rows)
        job = begin(OUT, make_applications(rows, call), staff)
        with django_assert_max_num_queries(24):
            chunk_of(job.pk)


def test_jobs_are_forgotten():
    staff, call = make_staff(), make_call()
    job = begin(IN, make_applications(2, call), staff)
    carry_on()
    unconfirmed = make_job(OUT, make_applications(2, call), staff)
    now = timezone.now()
    assert sweep(at=now + timedelta(hours=23)) == 0
    assert (sweep(at=now + timedelta(hours=25)), BulkJob.objects.filter(pk=unconfirmed.pk).exists()) == (1, False)
    assert (sweep(at=now + KEPT + timedelta(minutes=1)), BulkRow.objects.count(), Application.objects.count()) == (1, 0, 4)
    assert job.pk


@pytest.mark.django_db(transaction=True)
def test_workers_that_come_together_do_nothing_twice(of_two):
    staff, call = make_staff(), make_call()
    chosen = make_applications(12, call)
    job = begin(OUT, chosen, staff)

    def run():
        carry_on()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    carry_on()
    assert (counts(job), Notification.objects.count(), StateChange.objects.count()) == (("done", 12, 0, 0, 12), 12, 12)
