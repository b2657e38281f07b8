"""Thousands of decisions are released in waves by processes that are killed again and again: each person has one decision and one letter."""

import os
import random
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

from fundportal.local.places import ROOT

LASTS = 0.3  # seconds that a wave lasts, until one was seen to end
LET_PASS = 1 / 4  # of the processes: they finish a wave and are killed in the next
LEFT = "SELECT count(*) FROM applicants_decision WHERE release_id IS NULL"
HALF_DONE = """
    SELECT count(*) FROM applicants_release r CROSS JOIN LATERAL (
      SELECT count(*) AS claimed, count(d.release_id) AS known FROM applicants_decision d
      WHERE d.id IN (SELECT jsonb_array_elements_text(r.wave)::bigint)) w
    WHERE (r.state = 'done' AND w.known < w.claimed) OR (r.state <> 'done' AND w.known > 0)
"""
WRONG = """
    SELECT count(*) FROM applicants_application a
    LEFT JOIN (SELECT application_id, count(*) AS n, count(release_id) AS known, min(outcome) AS outcome FROM applicants_decision GROUP BY 1) d
      ON d.application_id = a.id
    LEFT JOIN (SELECT about, count(*) AS n, min(kind) AS kind FROM notifications_notification GROUP BY 1) l ON l.about = a.folio
    LEFT JOIN (SELECT application_id, count(*) AS n FROM applicants_statechange WHERE verb <> 'offer' GROUP BY 1) s ON s.application_id = a.id
    WHERE a.call_id = ANY(%s) AND ((d.n, d.known, l.n, s.n) IS DISTINCT FROM (1::bigint, 1::bigint, 1::bigint, 1::bigint)
      OR (d.outcome, a.state, l.kind) NOT IN (('select', 'offered', 'offer'), ('waitlist', 'waitlisted', 'waitlisted'), ('decline', 'declined', 'declined')))
"""


def waves():
    """Six of them: by outcome, the shortlist first."""
    from applicants.selection.decisions.wave import Chosen

    return [Chosen((outcome,), which) for which in ("shortlist", "others") for outcome in ("select", "waitlist", "decline")]


def release(*, seed=1, decisions=3000, kills=30, worker_kills=6, calls=6, say=lambda line: None, **_more):
    """So many decisions in so many calls, six waves in each; those of the last call by a Celery worker, which is killed as well."""
    from tests.review.make import make_call, make_cohort, make_staff
    from tests.selection.many import note_many

    staff, each = make_staff(), decisions // calls
    made = [make_call(make_cohort(places=100)) for _ in range(calls)]
    for call in made:
        note_many(call, staff, select=each // 30, waitlist=each // 15, decline=each - each // 30 - each // 15)
    say(f"{decisions} decisions are noted in {calls} calls")
    figures = survive_kills(staff.pk, [call.pk for call in made[:-1]], kills=kills, seed=seed, say=say)
    half = survive_worker_kills(staff, made[-1], kills=worker_kills, seed=seed, say=say)
    found = reckon([call.pk for call in made])
    half += figures["half_done"]
    ok = found["ok"] and half == 0 and found["known"] == decisions
    return {
        "decisions": decisions,
        "waves": len(waves()) * calls,
        **figures,
        "worker_kills": worker_kills,
        **found,
        "half_done": half,
        "ok": ok,
    }


def survive_kills(staff, calls, *, kills, seed, say=lambda line: None):
    """Kills the process so often at a random moment of a wave, and looks each time whether one is half done; then one is left to finish."""
    dice, half, early, lasts = random.Random(seed), 0, 0, LASTS
    for kill in range(kills):
        child = begin(staff, calls)
        if dice.random() < LET_PASS:
            lasts = wave_of(child) or lasts
        child.stdout.readline()
        time.sleep(dice.uniform(0, lasts))
        early += child.poll() is not None
        end(child)
        half += ask(HALF_DONE)
        say(f"killed {kill + 1} times, {ask(LEFT)} decisions are left")
    last = begin(staff, calls)
    last.communicate(timeout=300)
    assert last.returncode == 0
    return {"kills": kills - early, "half_done": half + ask(HALF_DONE)}


def wave_of(child):
    """How long the next wave of this process lasted; None when there was none left."""
    if child.stdout.readline() != "claimed\n":
        return None
    begun = time.monotonic()
    child.stdout.readline()
    return time.monotonic() - begun


def begin(staff, calls):
    """A process that has said that it is ready."""
    command = [sys.executable, "-m", "tests.soak.releasing", str(staff), *map(str, calls)]
    child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": database()}, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    return child


def end(child):
    child.kill()
    child.wait()
    child.stdout.close()


def database():
    from django.db import connection

    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]))


def survive_worker_kills(staff, call, *, kills, seed, say=lambda line: None):
    """The waves are claimed here, as by the page, and carried out by workers that are told to go on and killed at random moments. How many were half done."""
    from applicants.selection.decisions.release import NothingStaged, claim
    from applicants.selection.models import Release
    from applicants.selection.tasks import resume_releases
    from tests.notifications.mailbox import mail_server
    from tests.notifications.workers import worker

    dice, half, number, chosen = random.Random(seed), 0, 0, iter(waves())
    with mail_server() as box:
        while True:
            if not Release.objects.filter(call=call, state="running").exists():
                try:
                    claim(call=call, by=staff, chosen=next(chosen))
                except NothingStaged:
                    continue
                except StopIteration:
                    return half + ask(HALF_DONE)
            number += 1
            with worker(mail_port=box.port, broker_url=os.environ["REDIS_URL"], number=number, threads=2) as child:
                wait_for(lambda child=child: " ready." in child.words())
                resume_releases.delay()
                if number <= kills:
                    time.sleep(dice.uniform(0, 4 * LASTS))
                    child.kill()
                    child.wait()
                else:
                    wait_for(lambda: not Release.objects.filter(call=call, state="running").exists())
                half += ask(HALF_DONE)
                say(f"worker {number}, {ask(LEFT)} decisions are left")


def wait_for(true, *, within=90.0):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def reckon(calls):
    """People without exactly one decision that is known, one step and one letter of its kind; places that are not held once."""
    from applicants.applications.models import Application
    from applicants.calls.models import Call
    from applicants.selection.models import Decision, Offer, Release
    from fundportal.notifications.models import Notification

    applications = Application.objects.filter(call__in=calls)
    places = sum(Call.objects.filter(pk__in=calls).values_list("cohort__taken", flat=True))
    found = {
        "wrong": ask(WRONG, calls),
        "known": Decision.objects.filter(application__in=applications, release__isnull=False).count(),
        "letters": Notification.objects.filter(about__in=applications.values("folio")).count(),
        "offers": Offer.objects.open().filter(application__in=applications).count(),
        "places_held": places,
        "running": Release.objects.filter(call__in=calls, state="running").count(),
    }
    ok = (found["wrong"], found["running"]) == (0, 0) and found["known"] == found["letters"] and found["offers"] == places
    return {**found, "ok": ok}


def ask(sql, *values):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
