"""Everything that can be said about the code without running the tests; CI and pre-commit ask the same."""

import os
import subprocess
import sys

from fundportal.local.environment import test_environment
from fundportal.local.places import ROOT
from fundportal.local.servers import throw_away
from fundportal.local.signals import Stop, stoppable

PYTHON = sys.executable
CHECKS: dict[str, list[str]] = {
    "style": [PYTHON, "-m", "ruff", "check"],
    "format": [PYTHON, "-m", "ruff", "format", "--check"],
    "types": [PYTHON, "-m", "mypy"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
    "catalogues": [PYTHON, "manage.py", "messages", "--check"],
}


def run_lint(arguments: list[str]) -> int:
    """lint [NAME …]: 0 when all that were asked (or all) pass; each is run, whatever the others say."""
    names = arguments or list(CHECKS)
    try:
        with stoppable(), throw_away() as servers:
            environment = test_environment(database_url=servers.postgres.url, redis_url=servers.valkey.url, folder=servers.folder)
            # as production: the deployment checks look at an https address
            environment |= {"SITE_URL": "https://portal.example.org", "ALLOWED_HOSTS": "portal.example.org"}
            failed = [name for name in names if not passes(name, environment)]
    except Stop:
        return 130
    print(f"Failed: {', '.join(failed)}." if failed else f"Passed: {', '.join(names)}.", flush=True)
    return 1 if failed else 0


def passes(name: str, environment: dict[str, str]) -> bool:
    print(f"== {name}: {' '.join(CHECKS[name][1:])}", flush=True)
    return subprocess.run(CHECKS[name], cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0
