"""Backup and restore of the local portal, by the scripts that production uses (docs/deploy), with the wheel's client programs."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from fundportal.local.binaries import postgres_home
from fundportal.local.claim import claim, running_environment
from fundportal.local.environment import setting
from fundportal.local.places import DATA, ROOT
from fundportal.local.servers import kept_postgres
from fundportal.local.trouble import Trouble

SCRIPTS = ROOT / "docs" / "deploy"


def run_backup(arguments: list[str]) -> int:
    """backup [FILE]: one tar with the database and the private files; the portal may be running."""
    target = Path(arguments[0]) if arguments else DATA / "backups" / f"portal-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"
    target.parent.mkdir(parents=True, exist_ok=True)
    with database_url() as url:
        backup(url=url, files=private_files(), target=target)
    print(f"The backup is {target} ({target.stat().st_size / 1e6:.1f} MB).")
    return 0


def run_restore(arguments: list[str]) -> int:
    """restore FILE: puts a backup in the place of what is there; the portal must not be running."""
    if not arguments or not Path(arguments[0]).is_file():
        raise Trouble("Say which backup to restore: make restore FILE=portal.tar")
    with claim(), kept_postgres() as server:
        restore(url=server.url if server else setting("DATABASE_URL"), files=private_files(), source=Path(arguments[0]))
    print(f"Restored from {arguments[0]}.")
    return 0


def backup(*, url: str, files: Path, target: Path) -> None:
    """Writes the backup, whole or not at all. Raises Trouble when that fails."""
    files.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.part")
    with unfinished.open("wb") as output:
        done = subprocess.run(["sh", SCRIPTS / "backup.sh"], env=_environment(url, files), stdout=output, check=False)
    if done.returncode:
        unfinished.unlink()
        raise Trouble("The backup has failed; the reason stands above.")
    unfinished.replace(target)


def restore(*, url: str, files: Path, source: Path) -> None:
    """Puts the backup in the place of the database and the files. Raises Trouble when that fails; the script says what has been changed by then."""
    files.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as archive:
        done = subprocess.run(["sh", SCRIPTS / "restore.sh"], env=_environment(url, files), stdin=archive, check=False)
    if done.returncode:
        raise Trouble("The backup has not been restored; the reason stands above.")


@contextmanager
def database_url() -> Iterator[str]:
    """That of DATABASE_URL, else of the running portal, else of its database started for the moment."""
    known = setting("DATABASE_URL") or running_environment().get("DATABASE_URL")
    if known:
        yield known
        return
    with ExitStack() as stack:
        stack.enter_context(claim())
        server = stack.enter_context(kept_postgres())
        if server is not None:
            yield server.url


def private_files() -> Path:
    """The folder of STORAGE_URL, as `make run` sets it."""
    return Path(urlsplit(setting("STORAGE_URL") or f"file://{DATA / 'files'}").path)


def _environment(url: str, files: Path) -> Mapping[str, str]:
    path = f"{postgres_home() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "DATABASE_URL": url, "FILES": str(files)}
