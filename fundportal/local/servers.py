"""The two servers together: for a test run (thrown away after it) and for the local portal (data kept in `.data/`)."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from fundportal.local.places import DATA
from fundportal.local.postgres import THROW_AWAY, Postgres, make_cluster
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
