"""Whether the process lives (`/healthz`), and whether it can serve (`/readyz`): each thing that it stands on by name, in bounded time."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 2.0  # seconds
NEEDED = ("database", "storage", "migrations")
Answer = dict[str, Any]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 with "ok", or with "degraded" when only the broker is away (letters wait, everything else works); 503 otherwise."""
    answer = ask(PATIENCE)
    ready = all(answer[name] == "ok" for name in NEEDED)
    status = "unavailable" if not ready else "ok" if answer["broker"] == "ok" else "degraded"
    checks = {name: answer.pop(name) for name in (*NEEDED, "broker")}
    return JsonResponse({"status": status, "checks": checks, **answer}, status=200 if ready else 503)


class Probe(threading.Thread):
    """One look at one thing, in a thread that may hang; who asks meanwhile waits for the same answer."""

    def __init__(self, look: Callable[[Answer], None]) -> None:
        super().__init__(name=f"ready-{look.__name__}", daemon=True)
        self.look, self.answer = look, Answer()

    def run(self) -> None:
        self.look(self.answer)


def ask(patience: float) -> Answer:
    """What was found within `patience` seconds; the rest is "no answer"."""
    for name, look in LOOKS.items():
        if not (name in probes and probes[name].is_alive()):
            probes[name] = Probe(look)
            probes[name].start()
    asked = [probes[name] for name in LOOKS]
    deadline = time.monotonic() + patience
    for probe in asked:
        probe.join(max(0.0, deadline - time.monotonic()))
    return {**dict.fromkeys((*NEEDED, "broker"), "no answer"), **{key: said for probe in asked for key, said in probe.answer.items()}}


FIGURES: dict[str, Callable[[], Any]] = {}  # what rooms above add to the answer: a name, and a quick look at the database
migrated: list[bool] = []  # once they are applied they stay so for the life of the process


def database(answer: Answer) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answer["database"] = "ok"
        if not migrated:
            executor = MigrationExecutor(connection)
            missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if missing:
                answer["migrations"] = f"{missing} to apply"
                return
            migrated.append(True)
        answer["migrations"] = "ok"
        for name, figure in FIGURES.items():
            answer[name] = figure()
    except DatabaseError:
        answer.setdefault("database", "away")
    finally:
        connection.close()


def storage(answer: Answer) -> None:
    root = settings.PRIVATE_FILES_ROOT
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root, prefix=".ready-") as file:
            file.write(b"ok")
        answer["storage"] = "ok"
    except OSError:
        answer["storage"] = "not writable"


def broker(answer: Answer) -> None:
    options: dict[str, Any] = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **options) as client:
            client.ping()
        answer["broker"] = "ok"
    except (redis.RedisError, OSError):
        answer["broker"] = "away"


LOOKS: dict[str, Callable[[Answer], None]] = {"database": database, "storage": storage, "broker": broker}
probes: dict[str, Probe] = {}
