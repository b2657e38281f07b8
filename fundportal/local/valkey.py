"""Valkey from its wheel: Celery's broker and the cache. On 127.0.0.1 behind a random password: Celery and redis-py then share
one address (a socket would be `redis+socket://` for the one and `unix://` for the other)."""

import secrets
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import redis

from fundportal.local.binaries import valkey_server
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop
from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import server_user

STARTING = 10.0


class Valkey:
    """One server with its data in `folder`, run for as long as this process lives. With `keep`, queued tasks outlive it
    (appended each second); what must not be lost stands in PostgreSQL anyway."""

    def __init__(self, *, folder: Path, log: Path, keep: bool) -> None:
        self.folder, self.log, self.keep = folder, log, keep
        self.port = 0
        self.password = secrets.token_hex(16)
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For REDIS_URL, once the server is started."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, *, port: int = 0) -> None:
        """Returns when the server answers; on `port` again after a stop, if given. Raises Trouble with the end of its log."""
        for _attempt in range(3):
            self.port = port or free_port()
            with self.log.open("ab") as log:
                self.child = start(
                    [str(usable_program(self.folder)), "-"], folder=self.folder, user=server_user(), output=log, stdin=subprocess.PIPE
                )
            assert self.child.stdin is not None  # noqa: S101 (for mypy)
            self.child.stdin.write(self._configuration().encode())
            self.child.stdin.close()
            if self._answers():
                return
            stop(self.child)
        raise Trouble(f"Valkey does not start; see {self.log}.")

    def stop(self) -> None:
        """Clean: writes what it keeps, then ends."""
        if self.child is not None:
            stop(self.child, by=signal.SIGTERM)

    def _configuration(self) -> str:
        """Read from standard input, so that the password is in no process list."""
        return (
            f"port {self.port}\nbind 127.0.0.1\nrequirepass {self.password}\nsave ''\n"
            f"appendonly {'yes' if self.keep else 'no'}\nappendfsync everysec\nmaxmemory-policy noeviction\n"
        )

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        until = time.monotonic() + STARTING
        try:
            while time.monotonic() < until and self.child is not None and self.child.poll() is None:
                try:
                    return bool(client.ping())
                except (redis.ConnectionError, redis.TimeoutError):
                    time.sleep(0.01)  # the server has no way to call us back
        finally:
            client.close()
        return False


def usable_program(folder: Path) -> Path:
    """The wheel's program, or a copy in `folder` when only root may run the wheel's (installed under a strict umask)."""
    program = valkey_server()
    if server_user() is None or program.stat().st_mode & stat.S_IXOTH:
        return program
    copy = folder / program.name
    shutil.copyfile(program, copy)
    copy.chmod(0o755)
    return copy
