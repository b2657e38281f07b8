"""The suite's races, many times over: real threads on real connections."""

import re
import subprocess
import sys

from fundportal.local.places import ROOT

FILES = ("tests/selection/test_races.py", *(f"tests/applications/test_{name}.py" for name in ("start", "save", "submit")))
AMONG_THEM = "test_races or a_double_click or many_devices_at_once or same_final_post_at_once"


def races(*, rounds=20, say=lambda line: None, **_more):
    """All races so many times; "failed" counts those in which a rule was broken."""
    command = [sys.executable, "-m", "pytest", "-q", "--keep-duplicates", "-k", AMONG_THEM, *FILES * rounds]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    if done.returncode:
        say(done.stdout[-5000:])
    return {"rounds": rounds, "passed": 0, "failed": 0, **counts, "ok": done.returncode == 0}
