"""`python -m fundportal.local COMMAND …`: see COMMANDS."""

import os
import subprocess
import sys
from collections.abc import Callable

from fundportal.local.environment import test_environment
from fundportal.local.places import ROOT
from fundportal.local.servers import throw_away
from fundportal.local.trouble import Trouble


def with_servers(arguments: list[str]) -> int:
    """with-servers -- COMMAND …: runs a command with an empty PostgreSQL and Valkey of its own, and the settings for them."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    with throw_away() as servers:
        environment = test_environment(database_url=servers.postgres.url, redis_url=servers.valkey.url, folder=servers.folder)
        return subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, check=False).returncode


def test(arguments: list[str]) -> int:
    """test [PYTEST ARGUMENTS]: the tests, on servers of their own."""
    return with_servers([sys.executable, "-m", "pytest", *arguments])


COMMANDS: dict[str, Callable[[list[str]], int]] = {"test": test, "with-servers": with_servers}


def main(arguments: list[str]) -> int:
    command = COMMANDS.get(arguments[0] if arguments else "")
    if command is None:
        print("\n".join(["Usage: python -m fundportal.local COMMAND", *(f"  {verb.__doc__}" for verb in COMMANDS.values())]))
        return 2
    try:
        return command(arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
