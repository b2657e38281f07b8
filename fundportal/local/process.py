"""Starting and stopping child processes so that none is left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

LAUNCH = Path(__file__).with_name("launch.py")


def start(
    argv: list[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: tuple[int, int] | None = None,
    output: IO[bytes] | int | None = None,
    stdin: IO[bytes] | int | None = subprocess.DEVNULL,
    death_signal: signal.Signals = signal.SIGTERM,
    own_session: bool = True,
) -> subprocess.Popen[bytes]:
    """Starts a program, in a session of its own unless told otherwise (Ctrl-C then reaches the supervisor alone, which stops
    the rest in order). It ends with `death_signal` when the calling thread dies, so call it from the main thread. `{folder}` in an argument
    stands for the folder."""
    order = {
        "argv": [shutil.which(argv[0]) or argv[0], *argv[1:]],
        "folder": str(folder) if folder else None,
        "user": user,
        "deathsignal": int(death_signal),
        "parent": os.getpid(),
    }
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCH), json.dumps(order)],
        env=None if environment is None else dict(environment),
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=own_session,
    )


def stop(
    child: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM, within: float = 10.0, else_by: signal.Signals = signal.SIGKILL
) -> None:
    """Asks a child to stop, insists after `within` seconds, and returns when it and its group have ended."""
    if child.poll() is None:
        child.send_signal(by)
        try:
            child.wait(within)
        except subprocess.TimeoutExpired:
            child.send_signal(else_by)
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
    sweep(child.pid)


def sweep(group: int) -> None:
    """Ends what a dead child has left in its process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
