"""`make run`: the whole portal on this machine until Ctrl-C."""

import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

from fundportal.local.claim import claim, record
from fundportal.local.environment import run_environment, setting
from fundportal.local.launch import die_with_parent
from fundportal.local.places import DATA, LOGS, ROOT
from fundportal.local.ports import free_port
from fundportal.local.prepare import SAMPLE_PEOPLE
from fundportal.local.process import start, stop
from fundportal.local.servers import kept_postgres, kept_valkey
from fundportal.local.signals import Stop, stoppable
from fundportal.local.static import collect_static, static_root
from fundportal.local.supervisor import Supervisor
from fundportal.local.trouble import Trouble

USUAL_PORT = 8000


def run(arguments: list[str]) -> int:
    """Servers, tables, samples, static files, then web, workers and beat; ends all of it on Ctrl-C, SIGTERM, or when a process
    ends by itself; with --with-parent also when the parent, `make`, is killed. 0 when asked to stop."""
    if "--with-parent" in arguments and sys.platform == "linux":
        die_with_parent(signal.SIGTERM, os.getppid())
    begun = time.monotonic()

    def say(line: str) -> None:
        print(f"[{time.monotonic() - begun:5.1f} s] {line}", flush=True)

    try:
        with stoppable(), claim(), ExitStack() as stack:
            say(f"Starting PostgreSQL and Valkey (data in {DATA})…")
            postgres = stack.enter_context(kept_postgres())
            valkey = stack.enter_context(kept_valkey())
            host, port = listening_place(say)
            environment = run_environment(
                database_url=postgres.url if postgres else setting("DATABASE_URL"),
                redis_url=valkey.url if valkey else setting("REDIS_URL"),
                host=host,
                port=port,
                static=static_root(),
            )
            say("Preparing tables and data…")
            prepare(environment=environment)
            say("Collecting static files…")
            collect_static(environment=environment)
            say("Starting web, workers and beat…")
            supervisor = Supervisor(environment=environment)
            stack.callback(supervisor.stop)
            stack.callback(say, "Stopping: web, workers and beat, then the servers…")
            supervisor.start("web", "codes", "worker", "beat")
            servers = {name: server.child for name, server in (("postgres", postgres), ("valkey", valkey)) if server and server.child}
            record(environment=environment, children={name: child.pid for name, child in (supervisor.children | servers).items()})
            supervisor.wait_until_ready(host=host, port=port)
            say("Ready.")
            welcome(environment)
            supervisor.watch(*servers.values())
    except Stop:
        say("Stopped.")
        return 0
    return 0


def listening_place(say: Callable[[str], None]) -> tuple[str, int]:
    """HOST and PORT. A PORT that is given and taken is an error; the usual one that is taken gives way to a free one."""
    host, given = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT")
    try:
        return host, free_port(host=host, wanted=int(given or USUAL_PORT))
    except ValueError:
        raise Trouble(f"PORT is {given!r}; it has to be a number.") from None
    except OSError as error:
        if given or error.errno != errno.EADDRINUSE:
            raise Trouble(
                f"Nothing can listen on {host}, port {given or USUAL_PORT}: {error.strerror}. Set HOST or PORT to others."
            ) from None
    port = free_port(host=host)
    say(f"Port {USUAL_PORT} is taken by another program; this run takes {port} (set PORT for one of your choice).")
    return host, port


def prepare(*, environment: Mapping[str, str]) -> None:
    """Runs the steps of prepare.py in a process of their own. Raises Trouble when one fails; the reason is on the screen."""
    child = start([sys.executable, "-m", "fundportal.local.prepare"], environment=environment, folder=ROOT)
    try:
        if child.wait():
            raise Trouble("The database could not be brought up to date; the reason stands above.")
    finally:
        stop(child)


def welcome(environment: Mapping[str, str]) -> None:
    """The address, the sample logins, and where letters and logs are."""
    lines = ["", f"  The portal is at {environment['SITE_URL']}", ""]
    if environment["SAMPLE_LOGINS"] == "1":
        lines += [
            f"  Sample logins, password {environment['SAMPLE_PASSWORD']}",
            *(f"    {who}@sample.invalid" for who in SAMPLE_PEOPLE),
            "",
        ]
    if environment["EMAIL_URL"].startswith("emlmail:"):
        lines.append(f"  E-mails are not sent: each is a .eml file in {DATA / 'mail'}")
    print("\n".join([*lines, f"  Logs are in {LOGS}", "  Ctrl-C ends all of it.", ""]), flush=True)
