"""Chromium for the browser tests: found, or installed, and said."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 600.0  # seconds; a download over a slow line


def find_chromium() -> str | None:
    """A Chromium that starts: CHROMIUM of the environment, then those of the system, then playwright's own."""
    for candidate in (os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), _of_playwright()):
        if candidate and _starts(candidate):
            return candidate
    return None


def chromium_for_tests(say: Callable[[str], None]) -> str | None:
    """As find_chromium; installs one where there is none. Says what it found or did; None when it could not."""
    found = find_chromium()
    if found:
        say(f"Browser tests use {found}.")
        return found
    for title, commands in _ways():
        say(f"There is no Chromium here; {title}…")
        if all(_succeeds(command) for command in commands) and (found := find_chromium()):
            say(f"Done: browser tests use {found}.")
            return found
        say("That did not work.")
    return None


def _ways() -> list[tuple[str, list[list[str]]]]:
    """How to get one: playwright's download, and as root the system's package."""
    ways = [("downloading playwright's", [[sys.executable, "-m", "playwright", "install", "chromium"]])]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
        ways.append(("installing the system's package with apt-get", [["apt-get", "update", "--quiet"], install]))
    return ways


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def _of_playwright() -> str | None:
    """The newest of the browsers that `playwright install` has downloaded."""
    usual = "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / usual)
    found = [path for path in folder.glob("chromium-*/chrome-*/**/*") if path.name in {"chrome", "Chromium"} and path.is_file()]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else None


def _starts(program: str) -> bool:
    """Whether it is there and its libraries too."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
