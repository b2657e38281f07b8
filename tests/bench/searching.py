"""The search's bench in a process of its own: gathers the words of all applications, then opens pages as an administrator and as a reviewer."""

import json
import statistics
import time
from pathlib import Path

import django

TIMES = 15
QUEUE = 40


def gather():
    from django.db import connection
    from django.utils import timezone

    from applicants.applications.search.index import index_waiting

    begun, spent, count = time.perf_counter(), time.process_time(), 0
    while done := index_waiting(at=timezone.now()):
        count += done
    found = {"applications": count, "seconds": round(time.perf_counter() - begun, 1), "cpu": round(time.process_time() - spent, 1)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('applicants_searchentry') + pg_total_relation_size('applicants_searchword')")
        found["megabytes"] = cursor.fetchone()[0] // 10**6
    return found


def rare():
    """A word of some twenty applications."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM ts_stat('SELECT staff FROM applicants_searchentry') WHERE ndoc BETWEEN 12 AND 30 AND word ~ '^[a-z]{6,}$' "
            "ORDER BY abs(ndoc - 20), word LIMIT 1"
        )
        return cursor.fetchone()[0]


def pages():
    """Name -> (who, address, parameters)."""
    word = rare()
    call = biggest_call()
    return {
        "list": ("admin", {}),
        "list of a state": ("admin", {"state__exact": "in_review"}),
        "list of a call": ("admin", {"call": call, "screened": "in"}),
        "rare word": ("admin", {"q": word}),
        "part of a rare word": ("admin", {"q": word[1:-1]}),
        "frequent word": ("admin", {"q": "cine"}),
        "part of frequent words": ("admin", {"q": "comuni"}),
        "frequent word in one call": ("admin", {"q": "cine", "call": call}),
        "phrase": ("admin", {"q": '"de la"'}),
        "all but a word": ("admin", {"q": "cine -comunidad"}),
        "a coordinator's search": ("coordinator", {"q": "cine"}),
        "a reviewer's search": ("reviewer", {"q": "cine"}),
        "a reviewer's search by a part": ("reviewer", {"q": "comuni"}),
    }


def biggest_call():
    from django.db.models import Count

    from applicants.calls.models import Call

    return Call.objects.annotate(n=Count("applications")).order_by("-n")[0].pk


def backend_seconds(backend):
    """Time that a backend of PostgreSQL has been on a processor."""
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def measure():
    """Pages in turns, so that what else this machine does meets all alike."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from fundportal.accounts.models import User
    from tests.bench.desking import assign

    gathering = gather()
    assign(QUEUE)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SET max_parallel_workers_per_gather = 0")  # else others work as well
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    clients = {}
    for who in ("admin", "coordinator", "reviewer"):
        clients[who] = Client()
        clients[who].force_login(User.objects.get(email=f"{who}@sample.invalid"))
    opened = pages()
    spent, found = {name: [] for name in opened}, {}
    for turn in range(TIMES + 2):
        for name, (who, given) in opened.items():
            at = reverse("admin:review_desk_search" if who == "reviewer" else "admin:applicants_application_changelist")
            begun, own, theirs = time.perf_counter(), time.process_time(), backend_seconds(backend)
            answer = clients[who].get(at, given)
            if turn > 1:
                own, theirs = time.process_time() - own, backend_seconds(backend) - theirs
                spent[name].append((own + theirs, theirs, time.perf_counter() - begun))
            assert answer.status_code == 200, answer.status_code
            context = answer.context_data
            found[name] = context["count"] if who == "reviewer" else context["cl"].result_count
    return {"gathering": gathering, "pages": {name: summed_up(times, found[name]) for name, times in spent.items()}}


def summed_up(times, found):
    """The medians: on a processor, of that the database's, and by the clock."""
    busy, database, clock = (float(f"{statistics.median(each) * 1000:.2f}") for each in zip(*times, strict=True))
    return {"ms": busy, "database": database, "clock": clock, "found": found}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
