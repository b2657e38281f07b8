"""Commands on servers of their own: the tests, the benches, anything else."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from fundportal.local.browser import chromium_for_tests
from fundportal.local.environment import test_environment
from fundportal.local.places import ROOT
from fundportal.local.process import start
from fundportal.local.servers import throw_away
from fundportal.local.signals import Stop, stoppable
from fundportal.local.static import collect_static
from fundportal.local.trouble import Trouble

CLEARING = 30.0  # seconds that an interrupted command has for its own clearing up


def run_with_servers(arguments: list[str]) -> int:
    """The exit code of `-- COMMAND …`, run with an empty PostgreSQL and Valkey and all settings for them. Nothing is migrated."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        raise Trouble("with-servers needs a command: with-servers -- python manage.py check")
    try:
        with stoppable(), throw_away() as servers:
            environment = test_environment(database_url=servers.postgres.url, redis_url=servers.valkey.url, folder=servers.folder)
            return in_foreground(command, environment=with_static(environment))
    except Stop as stopped:
        print(f"Stopped by {stopped}.", file=sys.stderr)
        return 130


def run_tests(arguments: list[str]) -> int:
    """pytest's exit code. Without arguments it is the whole suite: a Chromium is installed if there is none, and without one the browser
    tests are skipped, loudly, or fail when CI is set."""
    if not arguments:
        chromium = chromium_for_tests(lambda line: print(line, flush=True))
        if chromium is None:
            print("NO BROWSER: the browser tests are skipped. Install Chromium, or set CHROMIUM to one.", flush=True)
        os.environ["CHROMIUM"] = chromium or ""
        arguments = ["-p", "tests.apart", "--numprocesses", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    return run_with_servers(["--", sys.executable, "-m", "pytest", *arguments])


def in_foreground(command: list[str], *, environment: Mapping[str, str]) -> int:
    """Runs a command at this terminal. When this process is told to stop, the command is interrupted and may clear up."""
    child = start(command, environment=environment, folder=ROOT, stdin=None, own_session=False)
    try:
        return child.wait()
    except Stop:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(CLEARING)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise


def with_static(environment: dict[str, str]) -> dict[str, str]:
    """The environment with STATIC_ROOT of the collected files. Commands that need none go on when they cannot be collected."""
    try:
        return {**environment, "STATIC_ROOT": str(collect_static(environment=environment))}
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return dict(environment)
