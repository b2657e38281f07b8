"""The two servers together: for a test run (thrown away after it) and for the local portal (data kept in `.data/`)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fundportal.local.cluster import make_cluster
from fundportal.local.places import DATA, LOGS
from fundportal.local.postgres import THROW_AWAY, Postgres
from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import hand_over
from fundportal.local.valkey import Valkey
from fundportal.local.workspace import workspace

TEMPLATE = DATA / "template-postgres-18"


@dataclass(frozen=True)
class Servers:
    """What runs, and a folder that lives as long."""

    postgres: Postgres
    valkey: Valkey
    folder: Path


@contextmanager
def throw_away() -> Iterator[Servers]:
    """A PostgreSQL and a Valkey of one's own, empty, fast and forgetful; several may run side by side."""
    with workspace() as folder, ExitStack() as stack:
        if not TEMPLATE.is_dir():
            make_cluster(folder=TEMPLATE, workspace=folder)
        shutil.copytree(TEMPLATE, folder / "postgres")
        (folder / "valkey").mkdir()
        hand_over(folder)
        postgres = Postgres(folder=folder / "postgres", workspace=folder, log=folder / "postgres.log", settings=THROW_AWAY)
        valkey = Valkey(folder=folder / "valkey", log=folder / "valkey.log", keep=False)
        for server in (postgres, valkey):
            stack.callback(server.stop)
            server.start()
        yield Servers(postgres, valkey, folder)


@contextmanager
def kept_postgres() -> Iterator[Postgres | None]:
    """The PostgreSQL of the local portal, its data in `.data/postgres`; None when DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        yield None
        return
    LOGS.mkdir(parents=True, exist_ok=True)
    with workspace() as folder:
        data = DATA / "postgres"
        if not data.is_dir():
            make_cluster(folder=data, workspace=folder)
        server = Postgres(folder=data, workspace=folder, log=fresh_log("postgres"))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def kept_valkey() -> Iterator[Valkey | None]:
    """The broker of the local portal, its queues in `.data/valkey`; None when REDIS_URL names another."""
    if os.environ.get("REDIS_URL") or os.environ.get("REDIS_URL_FILE"):
        yield None
        return
    data = DATA / "valkey"
    data.mkdir(parents=True, exist_ok=True)
    hand_over(data)
    server = Valkey(folder=data, log=fresh_log("valkey"), keep=True)
    try:
        try:
            server.start()
        except Trouble:  # a file broken by a power cut: set aside; what has to be done stands in PostgreSQL
            shutil.rmtree(DATA / "valkey-unreadable", ignore_errors=True)
            data.rename(DATA / "valkey-unreadable")
            data.mkdir()
            hand_over(data)
            server.start()
        yield server
    finally:
        server.stop()


def fresh_log(name: str) -> Path:
    """An empty log for this run; that of the run before lies beside it as `….before`."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    if log.exists():
        log.replace(LOGS / f"{name}.log.before")
    return log
