"""Two thousand submissions in the last minute, on two cores."""

import contextlib
import json
import os
import subprocess
import sys

from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from tests.soak.portal import portal
from tests.soak.storm import Draft, reckon, storm

SUBMISSIONS = """SELECT application.folio, extract(epoch FROM submission.received_at)::float FROM applicants_submission submission
    JOIN applicants_application application ON application.id = submission.application_id WHERE application.folio LIKE '%%-L%%'"""
LETTERS = "SELECT about FROM notifications_notification WHERE kind = 'receipt' AND about LIKE '%%-L%%'"


def deadline(*, seed=1, people=2000, late=100, say=lambda line: None, **_more):
    """The figures of storm.reckon: none lost, none doubled, each judged by its arrival, no error page."""
    people = people if people >= 100 else 2000  # the other proofs count people by the dozen
    cores = two_cores()
    with portal(mail_port=free_port(), processes=("web",)) as site:
        command = [sys.executable, "-m", "tests.soak.drafts", str(people), "70"]
        prepared = subprocess.run(command, env=site.environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        told = json.loads(prepared.splitlines()[-1])
        drafts = [Draft(*draft) for draft in told["drafts"]]
        say(f"{len(drafts)} drafts; the call closes in 70 s")
        shots = storm(port=site.port, drafts=drafts, deadline=told["deadline"], seconds=60, late=late, seed=seed)
        letters = [folio for (folio,) in site.ask(LETTERS)]
        figures = reckon(shots=shots, submissions=site.ask(SUBMISSIONS), letters=letters, deadline=told["deadline"])
    return {"cores": cores, **figures}


def two_cores():
    """Servers and clients together have two cores, where the system can be told so. Returns how many they have."""
    with contextlib.suppress(AttributeError, OSError):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
        return len(os.sched_getaffinity(0))
    return os.cpu_count()
