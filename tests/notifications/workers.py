"""Real worker processes on the test database, a broker of one's own that can be stopped, and letters to send."""

import itertools
import os
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from fundportal.local.commands import command_line
from fundportal.local.places import ROOT
from fundportal.local.valkey import Valkey
from fundportal.local.workspace import workspace
from fundportal.notifications.enqueue import enqueue, letter
from tests.notifications.mailbox import mail_server

numbers = itertools.count(1)


def make_letters(count, *, kind="withdrawn", queue="letters", start=0, **context):
    """`count` letters to addresses of their own, committed to the outbox."""
    words = {
        "folio": "CCC27-4K7QXN",
        "call": {"es": "Asistentes de producción", "en": "Production assistants"},
        "url": "https://fondo.example.org/",
    }
    if queue == "codes":
        kind, words = "sign_in_code", {"code": "4027-2915"}
    batch = [
        letter(key=f"test:{number}", kind=kind, queue=queue, email=f"person{number}@example.org", language="en", **{**words, **context})
        for number in range(start, start + count)
    ]
    enqueue(batch)
    return batch


@contextmanager
def broker():
    """A Valkey of one's own: `.stop()`, `.start(port=…)` and `.child.send_signal(…)` do what they say."""
    with workspace() as folder:
        from fundportal.local.unprivileged import hand_over

        (folder / "valkey").mkdir()
        hand_over(folder)
        server = Valkey(folder=folder / "valkey", log=folder / "valkey.log", keep=False)
        server.start()
        try:
            yield server
        finally:
            server.child.send_signal(signal.SIGCONT)
            server.stop()


class House:
    """A mail server, a broker, and two workers that outlive a test, since each takes seconds to start."""

    def __init__(self, box, server):
        self.box, self.server, self.crew, self.stack = box, server, [], ExitStack()

    def pair(self):
        """Two workers that are ready; whoever was killed has been replaced."""
        self.crew = [child for child in self.crew if child.poll() is None]
        while len(self.crew) < 2:
            number = next(numbers)
            both = {"mail_port": self.box.port, "broker_url": self.server.url, "queues": "letters,codes"}
            self.crew.append(self.stack.enter_context(worker(**both, threads=1, number=number)))
        until = time.monotonic() + 90
        while not all(" ready." in child.words() for child in self.crew):
            assert time.monotonic() < until, [child.words() for child in self.crew]
            time.sleep(0.05)
        return self.crew

    @contextmanager
    def one(self):
        """One of them alone; the other stands still meanwhile."""
        child, other = self.pair()
        other.send_signal(signal.SIGSTOP)
        try:
            yield child
        finally:
            other.send_signal(signal.SIGCONT)


@contextmanager
def house():
    with mail_server() as box, broker() as server:
        place = House(box, server)
        with place.stack:
            yield place


@contextmanager
def worker(*, mail_port, broker_url, queues="letters", threads=4, number=1):
    """A worker process as the portal runs it; `child.words()` is what it has logged."""
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"])),
        "REDIS_URL": broker_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "CELERY_SKIP_CHECKS": "true",  # they have a test of their own; workers start sooner
    }
    command = [*command_line("worker"), f"--queues={queues}", f"--concurrency={threads}", f"--hostname=test{number}@localhost"]
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        child.words = lambda: os.pread(log.fileno(), 10_000_000, 0).decode()
        try:
            yield child
        except BaseException:
            print(child.words())
            raise
        finally:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(15)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
