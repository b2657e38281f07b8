import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from fundportal.local.ports import free_port
from fundportal.notifications.enqueue import enqueue, letter
from fundportal.notifications.models import Notification
from fundportal.web import health

ALL_WELL = {"database": "ok", "storage": "ok", "migrations": "ok", "broker": "ok"}

FREE = {"last_hour": 0, "most": 1000, "full": False}


@pytest.fixture(autouse=True)
def forgotten(monkeypatch, settings):
    """As in a process that has just begun; public pages listen to the database, which is not tried here."""
    settings.PUBLIC_PAGE_CACHE = False
    monkeypatch.setattr(health, "probes", {})
    monkeypatch.setattr(health, "migrated", [])


def closed_port():
    return f"redis://127.0.0.1:{free_port()}/0"


def test_healthz_asks_nobody(client, settings):
    settings.REDIS_URL = closed_port()

    answer = client.get("/healthz")  # no access to the database here

    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (
        200,
        b"ok\n",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_takes_no_post(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_readyz_names_what_it_stands_on(client):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "status": "ok",
            "checks": ALL_WELL,
            "letters": {"waiting": 0, "oldest_seconds": 0, "failed": 0},
            "letters_to_strangers": FREE,
        },
    )
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_readyz_tells_how_long_letters_wait(client):
    enqueue([letter(key="one", kind="withdrawn", email="a@example.org")])
    Notification.objects.update(created_at=timezone.now() - timedelta(seconds=90))

    letters = client.get("/readyz").json()["letters"]

    assert letters["waiting"] == 1
    assert 90 <= letters["oldest_seconds"] <= 95


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_only_degrades(client, settings):
    settings.REDIS_URL = closed_port()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"], answer.json()["checks"]) == (200, "degraded", {**ALL_WELL, "broker": "away"})


@pytest.mark.django_db(transaction=True)
def test_without_storage_it_is_not_ready(client, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.PRIVATE_FILES_ROOT = tmp_path / "file" / "folder"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")
    assert answer.json()["checks"] == {**ALL_WELL, "storage": "not writable"}


@pytest.mark.django_db(transaction=True)
def test_without_the_database_it_is_not_ready(client, monkeypatch):
    monkeypatch.setitem(connections.databases["default"], "PORT", free_port())

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {**ALL_WELL, "database": "away", "migrations": "no answer"}}


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_is_not_applied_is_told(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]) == (503, {**ALL_WELL, "migrations": "2 to apply"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hanging", "status"), [("database", 503), ("storage", 503), ("broker", 200)])
def test_what_hangs_is_waited_for_no_longer_than_the_patience(client, monkeypatch, hanging, status):
    monkeypatch.setattr(health, "PATIENCE", 0.5)
    let_go = threading.Event()
    monkeypatch.setitem(health.LOOKS, hanging, lambda answer: let_go.wait(30))
    begun = time.monotonic()

    answers = [client.get("/readyz") for _again in range(2)]

    assert time.monotonic() - begun < 4
    assert [answer.status_code for answer in answers] == [status, status]
    assert answers[1].json()["checks"][hanging] == "no answer"
    assert (
        sum(thread.name == f"ready-{hanging}" or "lambda" in thread.name for thread in threading.enumerate()) == 1
    )  # not one more each time
    let_go.set()
