"""Django's commands on the data of the local portal, while it runs."""

import sys

from fundportal.local.claim import running_environment
from fundportal.local.environment import run_environment
from fundportal.local.signals import Stop, stoppable
from fundportal.local.static import static_root
from fundportal.local.trouble import Trouble
from fundportal.local.try_out import in_foreground


def run_manage(arguments: list[str]) -> int:
    """The exit code of `manage.py …`. Raises Trouble when the portal does not run."""
    noted = running_environment()
    if not noted:
        raise Trouble("Start the portal first, in another terminal: make run")
    environment = run_environment(
        database_url=noted["DATABASE_URL"],
        redis_url=noted["REDIS_URL"],
        host=noted["HOST"],
        port=int(noted["PORT"]),
        static=static_root(),
    )
    try:
        with stoppable():
            return in_foreground([sys.executable, "manage.py", *arguments], environment=environment | {"SITE_URL": noted["SITE_URL"]})
    except Stop:
        return 130
