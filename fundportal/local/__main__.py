"""`python -m fundportal.local COMMAND …`; without one it lists them."""

import sys
from collections.abc import Callable

from fundportal.local.backup import run_backup, run_restore
from fundportal.local.lint import run_lint
from fundportal.local.manage import run_manage
from fundportal.local.run import run
from fundportal.local.trouble import Trouble
from fundportal.local.try_out import run_tests, run_with_servers

COMMANDS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "run": ("the portal on this machine until Ctrl-C (HOST, PORT, WEB_WORKERS)", run),
    "test": ("[PYTEST ARGUMENTS] the tests, on servers of their own", run_tests),
    "manage": ("… manage.py with the settings of the portal that runs here", run_manage),
    "backup": ("[FILE] database and private files into one tar, while the portal runs or not", run_backup),
    "restore": ("FILE puts a backup in the place of what is there", run_restore),
    "lint": ("style, types, migrations, settings, catalogues", run_lint),
    "with-servers": ("-- COMMAND … a command with an empty PostgreSQL and Valkey of its own", run_with_servers),
}


def main(arguments: list[str]) -> int:
    """The exit code of the command named first."""
    if not arguments or arguments[0] not in COMMANDS:
        print("\n".join(["Usage: python -m fundportal.local COMMAND", *(f"  {name} {about}" for name, (about, _) in COMMANDS.items())]))
        return 2
    try:
        return COMMANDS[arguments[0]][1](arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
