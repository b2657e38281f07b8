"""Static files, collected once a version: a start need not wait for it again when nothing has changed."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fundportal.local.places import DATA, ROOT
from fundportal.local.trouble import Trouble

KEPT = 3  # versions; an older one may still be served by a running portal


def version() -> str:
    """Changes with any static file of the portal and with the packages that bring theirs."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def static_root() -> Path:
    """Where the static files of this version lie, or will."""
    return DATA / "static" / version()


def collect_static(*, environment: Mapping[str, str]) -> Path:
    """Collects the static files unless this version has been already; several may try at once. Raises Trouble when that fails."""
    root = static_root()
    if root.is_dir():
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=root.parent))
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        env={**environment, "STATIC_ROOT": str(fresh)},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Trouble(f"The static files could not be collected:\n{done.stderr}")
    try:
        fresh.rename(root)
    except OSError:  # another run was quicker
        shutil.rmtree(fresh, ignore_errors=True)
    for old in sorted(root.parent.iterdir(), key=lambda folder: folder.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)
    return root
