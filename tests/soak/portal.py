"""The whole portal on servers of its own that can be stopped, hung and killed: as durable as in production."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

import psutil
import psycopg2

from fundportal.local.cluster import make_cluster
from fundportal.local.commands import command_line
from fundportal.local.places import ROOT
from fundportal.local.ports import free_port
from fundportal.local.postgres import Postgres, tail
from fundportal.local.process import start, stop
from fundportal.local.servers import TEMPLATE
from fundportal.local.static import collect_static
from fundportal.local.supervisor import answers
from fundportal.local.unprivileged import hand_over
from fundportal.local.valkey import Valkey
from fundportal.local.workspace import workspace


class Portal:
    """Servers and processes by name; `environment` is what the processes get."""

    def __init__(self, *, folder, postgres, valkey, environment):
        self.folder, self.postgres, self.valkey, self.environment = folder, postgres, valkey, environment
        self.port = int(environment["PORT"])
        self.children = {}

    def start(self, *names):
        for name in names:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.children[name] = start(command_line(name), environment=self.environment, folder=ROOT, output=log)

    def wait(self, *, within=60.0):
        """Until the web server says that it is ready."""
        until = time.monotonic() + within
        while not answers(host="127.0.0.1", port=self.port):
            assert time.monotonic() < until, tail(self.folder / "web.log")
            time.sleep(0.1)

    def wait_for_word(self, name, word, *, within=60.0):
        """Until a process has logged a word."""
        until = time.monotonic() + within
        while word not in (self.folder / f"{name}.log").read_text(errors="replace"):
            assert time.monotonic() < until, tail(self.folder / f"{name}.log")
            time.sleep(0.1)

    def stop(self):
        for child in self.children.values():
            child.terminate()
        for child in self.children.values():
            stop(child, within=25)

    def kill(self, name):
        self.children[name].kill()
        self.children[name].wait()

    def web_workers(self):
        return [each.pid for each in psutil.Process(self.children["web"].pid).children()]

    def run(self, code):
        """Python, with the settings of the portal."""
        subprocess.run([sys.executable, "-c", code], env=self.environment, cwd=ROOT, check=True)

    def ask(self, sql, *values):
        """Rows of the portal's database, seen from outside."""
        connection = psycopg2.connect(self.postgres.url, connect_timeout=10)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()
        finally:
            connection.close()


@contextmanager
def portal(*, mail_port, processes=("web", "worker", "codes", "beat"), settings=None):
    """A Portal with the sample calls, ready. `settings` of PostgreSQL only where what a crash loses does not matter."""
    with workspace() as folder, ExitStack() as stack:
        if not TEMPLATE.is_dir():
            make_cluster(folder=TEMPLATE, workspace=folder)
        shutil.copytree(TEMPLATE, folder / "postgres")
        (folder / "valkey").mkdir()
        hand_over(folder)
        postgres = Postgres(folder=folder / "postgres", workspace=folder, log=folder / "postgres.log", settings=settings)
        valkey = Valkey(folder=folder / "valkey", log=folder / "valkey.log", keep=False)
        for server in (postgres, valkey):
            stack.callback(server.stop)
            server.start()
        stack.callback(lambda: valkey.child.send_signal(signal.SIGCONT))
        environment = real_environment(folder, postgres, valkey, mail_port)
        environment["STATIC_ROOT"] = str(collect_static(environment=environment))
        subprocess.run([sys.executable, "-m", "tests.soak.furnish"], env=environment, cwd=ROOT, check=True)
        made = Portal(folder=folder, postgres=postgres, valkey=valkey, environment=environment)
        stack.callback(made.stop)
        made.start(*processes)
        made.wait()
        for name in {"worker", "codes"} & set(processes):
            made.wait_for_word(name, " ready.")
        yield made


def real_environment(folder, postgres, valkey, mail_port):
    port = free_port()
    return {
        **os.environ,
        "DATABASE_URL": postgres.url,
        "REDIS_URL": valkey.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "STORAGE_URL": f"file://{folder / 'files'}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "WEB_WORKERS": "2",
        "CELERY_SKIP_CHECKS": "true",
    }
