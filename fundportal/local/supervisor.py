"""The portal's processes, started and stopped together."""

import http.client
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress

from fundportal.local.commands import command_line
from fundportal.local.places import LOGS, ROOT
from fundportal.local.postgres import tail
from fundportal.local.process import start, sweep
from fundportal.local.servers import fresh_log
from fundportal.local.trouble import Trouble

STOPPING = 25.0  # seconds for all of them together: a request in hand is answered, a letter in hand is sent
BEAT = 0.2  # seconds between two looks at the children


class Supervisor:
    """Starts the named processes, watches them, and ends them all."""

    def __init__(self, *, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        for name in names:
            with fresh_log(name).open("ab") as log:
                self.children[name] = start(command_line(name), environment=self.environment, folder=ROOT, output=log)

    def watch(self, *servers: subprocess.Popen[bytes] | None) -> None:
        """Returns never; raises Trouble when a process, or one of the servers below, ends by itself."""
        while True:
            self.check()
            if any(server is not None and server.poll() is not None for server in servers):
                raise Trouble("A database or broker process has ended by itself; see .data/log/postgres.log and valkey.log.")
            time.sleep(BEAT)

    def check(self) -> None:
        """Raises Trouble when a process has ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                raise Trouble(
                    f"The {name} process has ended by itself ({child.returncode}). The end of its log:\n{tail(LOGS / f'{name}.log')}"
                )

    def wait_until_ready(self, *, host: str, port: int, within: float = 60.0) -> None:
        """Returns when the web process answers on /readyz. Raises Trouble when it does not, or when any process ends."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            self.check()
            if answers(host=host, port=port):
                return
            time.sleep(0.1)
        raise Trouble(f"The web process does not answer on port {port}. The end of its log:\n{tail(LOGS / 'web.log')}")

    def stop(self) -> None:
        """Asks all at once, so that the slowest alone counts; insists after STOPPING seconds."""
        for child in self.children.values():
            with suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOPPING
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, until - time.monotonic()))
            sweep(child.pid)
            child.wait()


def answers(*, host: str, port: int) -> bool:
    """Whether the portal says that it is ready."""
    connection = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
