"""The command lines of the portal's processes: the local run starts them, docker-compose.yml repeats them (a test compares).

Workers run threads, since they wait for mail servers and the database. Sign-in codes have a worker to themselves, so that a letter
to thousands never delays one. beat keeps its clock in memory: what is due stands in PostgreSQL.
"""

import sys

WORKER = ("python", "-m", "celery", "--app=fundportal", "worker", "--loglevel=INFO", "--pool=threads")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")
PROCESSES: dict[str, tuple[str, ...]] = {
    "web": ("python", "-m", "gunicorn", "--config=python:fundportal.gunicorn_conf", "fundportal.wsgi:application"),
    "codes": (*WORKER, "--queues=codes", "--concurrency=2", "--hostname=codes@%h", *QUIET),
    "worker": (*WORKER, "--queues=letters", "--concurrency=4", "--hostname=letters@%h", *QUIET),
    "beat": ("python", "-m", "celery", "--app=fundportal", "beat", "--loglevel=WARNING", "--scheduler=celery.beat:Scheduler", "--pidfile="),
}


def command_line(name: str) -> list[str]:
    """The words to start a process with, on this machine's Python."""
    python, *rest = PROCESSES[name]
    return [sys.executable if python == "python" else python, *rest]
