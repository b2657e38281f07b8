"""One local portal a checkout: who runs it, and what a killed run has left."""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

from fundportal.local.keys import write_private
from fundportal.local.places import DATA
from fundportal.local.trouble import Trouble

LOCK = DATA / "lock"
RUNNING = DATA / "running.json"
PATIENCE = 25.0  # seconds; a web worker may still be answering


@contextmanager
def claim() -> Iterator[None]:
    """Holds the checkout's data for this process. Raises Trouble when another run holds it; ends what a killed run has left."""
    DATA.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            site = running_environment().get("SITE_URL")
            where = (
                f"The portal of this checkout runs already at {site}."
                if site
                else "The data of this checkout is in use: the portal is starting."
            )
            raise Trouble(where) from None
        end_leftovers()
        try:
            yield
        finally:
            RUNNING.unlink(missing_ok=True)


def record(*, environment: dict[str, str], children: dict[str, int]) -> None:
    """Notes the settings and the processes of the running portal, for other commands and for the next run."""
    started = {name: [pid, psutil.Process(pid).create_time()] for name, pid in children.items()}
    names = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "HOST", "PORT")
    write_private(
        RUNNING, json.dumps({"environment": {name: environment[name] for name in names if name in environment}, "children": started})
    )


def running_environment() -> dict[str, str]:
    """What `record` noted of a portal that runs now; empty when none does."""
    try:
        with LOCK.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        noted: dict[str, str] = json.loads(RUNNING.read_text())["environment"] if RUNNING.exists() else {}
        return noted
    except FileNotFoundError:
        pass
    return {}


def end_leftovers() -> None:
    """Waits for the processes of a killed run, which the system has told to stop, and insists if they do not."""
    with suppress(FileNotFoundError, ValueError, KeyError):
        left = [child for pid, since in json.loads(RUNNING.read_text())["children"].values() if (child := same_process(pid, since))]
        for child in left:
            with suppress(psutil.NoSuchProcess):
                child.send_signal(signal.SIGINT if child.name() == "postgres" else signal.SIGTERM)
        for child in psutil.wait_procs(left, timeout=PATIENCE)[1]:
            with suppress(psutil.NoSuchProcess, ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    RUNNING.unlink(missing_ok=True)


def same_process(pid: int, since: float) -> psutil.Process | None:
    """The process of that number if it is still the one that started then; numbers are given out again."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if abs(process.create_time() - since) < 1:
            return process
    return None
