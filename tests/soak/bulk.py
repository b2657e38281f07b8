"""A job about thousands of applications is carried out by workers that are killed again and again: each has moved once and has one letter."""

import os
import random
import time

from tests.soak.release import ask, wait_for

LASTS = 1.5  # seconds within which a worker that has begun is killed
WRONG = """
    SELECT count(*) FROM applicants_bulkrow r JOIN applicants_application a ON a.id = r.application_id
    LEFT JOIN (SELECT application_id, count(*) AS n FROM applicants_statechange WHERE verb = 'screen_out' GROUP BY 1) s ON s.application_id = a.id
    LEFT JOIN (SELECT about, count(*) AS n FROM notifications_notification GROUP BY 1) l ON l.about = a.folio
    WHERE r.job_id = %s AND (coalesce(s.n, 0), coalesce(l.n, 0), a.state) IS DISTINCT FROM
      (CASE r.outcome WHEN 'moved' THEN (1::bigint, 1::bigint, 'ineligible'::varchar) ELSE (0::bigint, 0::bigint, 'submitted'::varchar) END)
"""


def bulk(*, seed=1, applications=3000, kills=20, say=lambda line: None, **_more):
    """So many are screened out with a letter each, by workers of which so many are killed at random moments; somebody stops the job once and goes on."""
    from applicants.applications.states import State
    from tests.applications.bulk.jobs import begin
    from tests.review.make import make_call, make_staff
    from tests.selection.many import make_many

    staff = make_staff()
    job = begin("screen_out", make_many(make_call(), applications, State.SUBMITTED), staff)
    say(f"{applications} applications wait")
    figures = survive_kills(job, staff, kills=kills, seed=seed, say=say)
    found = reckon(job)
    return {
        "applications": applications,
        **figures,
        **found,
        "ok": found["ok"] and figures["half_done"] == 0 and found["moved"] == applications,
    }


def survive_kills(job, staff, *, kills, seed, say=lambda line: None):
    """Kills a worker so often while it is at a chunk, and looks each time whether one is half done; then one is left to finish."""
    from applicants.applications.bulk.stop import go_on, stop
    from tests.notifications.mailbox import mail_server
    from tests.notifications.workers import worker

    dice, half, early = random.Random(seed), 0, 0
    with mail_server() as box:
        for number in range(kills + 1):
            before = settled(job)
            with worker(mail_port=box.port, broker_url=os.environ["REDIS_URL"], number=number, threads=2) as child:
                wait_for(lambda child=child: " ready." in child.words())
                nudge()
                if number < kills:
                    wait_for(lambda before=before: settled(job) > before or over(job))
                    time.sleep(dice.uniform(0, LASTS * chance(job, kills - number)))
                    early += over(job)
                    child.kill()
                    child.wait()
                else:
                    wait_for(lambda: over(job), within=300)
            half += ask(WRONG, job.pk)
            say(f"worker {number + 1}, {settled(job)} of {job.total} are settled")
            if number == kills // 2 and not over(job):
                stopped = stop(job=job, by=staff)
                assert stopped.state == "stopped" and settled(job) == stopped.settled
                go_on(job=job, by=staff)
    return {"kills": kills - early, "half_done": half}


def chance(job, kills):
    """So that enough is left for the kills to come: the part of a chunk's worth that this worker may do."""
    return min(1.0, (job.total - settled(job)) / (50 * 12 * kills))


def nudge():
    from applicants.applications.bulk.begin import wake

    wake()


def settled(job):
    from applicants.applications.bulk.models import BulkJob

    return BulkJob.objects.get(pk=job.pk).settled


def over(job):
    from applicants.applications.bulk.models import BulkJob

    return not BulkJob.objects.get(pk=job.pk).is_at_work


def reckon(job):
    """Applications that have not moved once with one letter, and what the job says of itself."""
    from applicants.applications.bulk.models import BulkJob
    from fundportal.notifications.models import Notification

    now = BulkJob.objects.get(pk=job.pk)
    letters = Notification.objects.filter(kind="screened_out").count()
    found = {
        "wrong": ask(WRONG, job.pk),
        "moved": now.moved,
        "left": now.left,
        "failed": now.failed,
        "letters": letters,
        "state": now.state,
    }
    return {**found, "ok": found["wrong"] == 0 and now.moved == letters == now.total and now.state == "done"}
