"""What benches stand on: databases of their own, the portal's processes, and the CPU time that one of them has used."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from fundportal.local.ports import free_port
from fundportal.local.process import stop
from fundportal.local.supervisor import answers

ROOT = Path(__file__).resolve().parents[2]
OWN = {"SAMPLE_LOGINS": "1", "SAMPLE_PASSWORD": "bench bench bench", "HOST": "127.0.0.1"}


@contextlib.contextmanager
def database(name):
    """The settings of the portal on a new, empty database of that name."""
    url = urlsplit(os.environ["DATABASE_URL"])
    server = psycopg2.connect(os.environ["DATABASE_URL"])
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield {**os.environ, **OWN, "DATABASE_URL": url._replace(path=f"/{name}").geturl()}
    finally:
        with server.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def program(module, *arguments, environment):
    """Run a module to its end; returns its output. Raises CalledProcessError."""
    run = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    return run.stdout


def manage(*arguments, environment):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


@contextlib.contextmanager
def web(environment, workers=1):
    """The portal and the bare views in one gunicorn; yields its port and the pids of its workers."""
    port = free_port()
    environment = {**environment, "PORT": str(port), "WEB_WORKERS": str(workers), "SITE_URL": f"http://localhost:{port}"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:fundportal.gunicorn_conf",
        "--log-level=warning",
        "tests.bench.wsgi:application",
    ]
    child = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        until = time.monotonic() + 30
        while not answers(host="127.0.0.1", port=port):
            if child.poll() is not None or time.monotonic() > until:
                raise RuntimeError("gunicorn does not answer")
            time.sleep(0.1)
        yield port, children_of(child.pid)
    finally:
        stop(child, within=30)


def children_of(pid):
    return [int(word) for task in Path(f"/proc/{pid}/task").iterdir() for word in (task / "children").read_text().split()]


def cpu_seconds(pid):
    """User and system time of a process so far, all threads."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir()) / 1e9


def multiples(pid, bare, *others, rounds=5):
    """CPU time a request of each of `others` as multiples of that of `bare`, measured in turns. Each is (callable, requests a round).

    The callables send one request; those of a first round warm up and do not count.
    """
    spent = [0.0] * (len(others) + 1)
    for turn in range(rounds + 1):
        for place, (send, requests) in enumerate((bare, *others)):
            before = cpu_seconds(pid)
            for _ in range(requests):
                send()
            if turn:
                spent[place] += (cpu_seconds(pid) - before) / (requests * rounds)
    return [own / spent[0] for own in spent[1:]], [round(own * 1000, 3) for own in spent]


def result(name, ratio, mark, *, at_least=False, **more):
    """A line of output. The ratio has to stay at or below its mark (or, with `at_least`, reach it)."""
    met = ratio >= mark if at_least else ratio <= mark
    return {"what": name, "ratio": round(ratio, 4 if at_least else 2), "mark": mark, "met": met, **more}
