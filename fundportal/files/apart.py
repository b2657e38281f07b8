"""Work on a file that may burst, in a process of its own: it may use so much memory and time, and its end is not ours.

Run as a script it is that process. It loads nothing of the portal, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import resource
import runpy
import shutil
import subprocess
import sys
from tempfile import TemporaryFile
from typing import IO

MOST_MEMORY = 512 * 1024 * 1024  # bytes, with the libraries
MOST_WORK = 20  # seconds of the processor
MOST_MADE = 1024 * 1024 * 1024  # bytes, of which a disk must not be full
PATIENCE = 60  # seconds by the clock


class Burst(Exception):
    """The work did not come to its end: too much of something, or a fault. Says what the process said last."""


def apart(script: str, source: IO[bytes], target: IO[bytes]) -> None:
    """Run `work(source, target)` of a script, which imports nothing of the portal. Raises Burst."""
    with TemporaryFile() as given, TemporaryFile() as made, TemporaryFile() as said:
        source.seek(0)
        shutil.copyfileobj(source, given)
        given.seek(0)
        try:
            done = subprocess.run(
                [sys.executable, "-I", __file__, script], stdin=given, stdout=made, stderr=said, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Burst("too long") from error
        if done.returncode:
            said.seek(max(0, said.seek(0, 2) - 2000))
            raise Burst(f"{done.returncode}: {said.read().decode(errors='replace')}")
        made.seek(0)
        shutil.copyfileobj(made, target)


def main(script: str) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_WORK),
        (resource.RLIMIT_FSIZE, MOST_MADE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    work = runpy.run_path(script)["work"]
    with open(0, "rb") as source, open(1, "wb") as target:
        work(source, target)


if __name__ == "__main__":
    main(sys.argv[1])
