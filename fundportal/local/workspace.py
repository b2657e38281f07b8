"""A private folder in the system's temporary one, gone at the end, also when its maker was killed before: the next run sees
that nobody holds its lock and removes it."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import hand_over, reachable, server_user

PREFIX = "fundportal-"


@contextmanager
def workspace() -> Iterator[Path]:
    """A new private folder, owned by the servers' user and reachable for it."""
    parent = _parent()
    remove_abandoned(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    hand_over(folder)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned(parent: Path) -> None:
    """Removes the folders of earlier runs that ended without cleaning up."""
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError), (folder / "lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def _parent() -> Path:
    for place in (Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")):  # noqa: S108 (a fresh 0700 folder is made inside)
        if place.is_dir() and (server_user() is None or reachable(place.resolve())):
            return place.resolve()
    raise Trouble("The servers' user reaches no temporary folder. Set TMPDIR to one that every user may enter.")
