"""The suite's races, many times over: real threads on real connections."""

import re
import subprocess
import sys

from fundportal.local.places import ROOT

RACES = (
    "tests/selection/test_races.py",
    "tests/applications/test_start.py::test_a_double_click_starts_one_draft",
    "tests/applications/test_save.py::test_many_devices_at_once_lose_no_text",
    "tests/applications/test_submit.py::test_the_same_final_post_at_once_gives_one_submission",
)


def races(*, rounds=20, say=lambda line: None, **_more):
    """All races so many times; "failed" counts those in which a rule was broken."""
    command = [sys.executable, "-m", "pytest", "-q", "--keep-duplicates", "-p", "no:cacheprovider", *RACES * rounds]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    if done.returncode:
        say(done.stdout[-5000:])
    return {"rounds": rounds, "passed": 0, "failed": 0, **counts, "ok": done.returncode == 0}
