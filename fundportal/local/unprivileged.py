"""As root, the servers run as an existing user without privileges (PostgreSQL refuses root)."""

import os
import pwd
import stat
from pathlib import Path

NOBODY = 65534


def server_user() -> tuple[int, int] | None:
    """(uid, gid) that the servers take on; None when the caller is no root and they run as the caller."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return NOBODY, NOBODY
    return nobody.pw_uid, nobody.pw_gid


def hand_over(folder: Path) -> None:
    """Gives a folder with all inside, or a file, to the servers' user. Only for folders that this package has made itself."""
    user = server_user()
    if user is None:
        return
    for parent, folders, files in os.walk(folder):
        for name in [*folders, *files]:
            os.chown(Path(parent, name), *user, follow_symlinks=False)
    os.chown(folder, *user)


def reachable(path: Path) -> bool:
    """Whether any user may walk to `path`, so that the servers' user can read the libraries there."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in [path, *path.parents])
