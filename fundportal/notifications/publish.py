"""Handing a task to the broker without ever waiting for it.

A thread of its own does the talking, since no time-out bounds all of it (a name that no longer resolves, a server that accepts and says
nothing). Nudges for one queue that come while it is busy become one. After a failure the broker is left alone for a moment.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from contextlib import suppress
from importlib import import_module

from celery import current_app
from kombu.exceptions import OperationalError
from kombu.messaging import Producer

log = logging.getLogger(__name__)
TASKS = {"codes": "fundportal.notifications.tasks.deliver_codes", "letters": "fundportal.notifications.tasks.deliver_letters"}
PATIENCE = 0.08  # seconds that a request waits for the word that the broker has it
PAUSE = 3.0  # seconds
GATHER = 0.25  # seconds between two nudges for letters; codes are never held back
TRANSPORT = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "max_retries": 0, "interval_start": 0, "interval_max": 0}


class Publisher:
    """One a process: a daemon thread that starts with the first nudge."""

    def __init__(self, broker: str | None = None) -> None:
        """`broker` is another address than that of the settings."""
        self.broker = broker
        self.changed = threading.Condition()
        self.wanted: dict[str, threading.Event] = {}
        self.away_until = 0.0
        self.quiet_until = 0.0
        self.thread: threading.Thread | None = None
        self.producer: Producer | None = None

    def nudge(self, queue: str, *, patience: float = 0.0) -> bool:
        """Whether the broker is known to have it within `patience` seconds. False is no promise that it will not come."""
        if time.monotonic() < self.away_until:
            return False
        with self.changed:
            done = self.wanted.setdefault(queue, threading.Event())
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.run, name="nudges", daemon=True)
                self.thread.start()
            self.changed.notify()
        if not patience or done.wait(patience):
            return True
        self.away_until = time.monotonic() + PAUSE
        return False

    def run(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.wanted)
                self.changed.wait_for(lambda: "codes" in self.wanted, timeout=self.quiet_until - time.monotonic())
                batch, self.wanted = self.wanted, {}
            if "letters" in batch:
                self.quiet_until = time.monotonic() + GATHER
            for queue, done in sorted(batch.items()):  # codes first
                self.publish(queue, done)

    def publish(self, queue: str, done: threading.Event) -> None:
        if time.monotonic() < self.away_until and self.producer is None:
            return
        try:
            try:
                self.send(queue)
            except (OSError, OperationalError):  # a kept connection may be an old one
                self.hang_up()
                self.send(queue)
        except (OSError, OperationalError) as error:
            log.debug("the broker is away: %s", error)
            self.hang_up()
            self.away_until = time.monotonic() + PAUSE
        else:
            self.away_until = 0.0
            done.set()

    def send(self, queue: str) -> None:
        if self.producer is None:
            connection = current_app.connection_for_write(self.broker, transport_options=TRANSPORT)
            self.producer = current_app.amqp.Producer(connection.default_channel, auto_declare=False)
        current_app.send_task(TASKS[queue], producer=self.producer, retry=False, ignore_result=True, expires=60)

    def hang_up(self) -> None:
        producer, self.producer = self.producer, None
        if producer is not None:
            with suppress(OSError, OperationalError):
                producer.connection.release()


publisher = Publisher()


def warm_up() -> None:
    """Load what the first nudge needs, at the start of a web process and before it forks, so that nobody's first code waits for imports."""
    import_module("kombu.transport.redis")
    current_app.finalize(auto=True)


def fresh_after_fork() -> None:
    """A child has none of its parent's threads."""
    global publisher
    publisher = Publisher()


os.register_at_fork(after_in_child=fresh_after_fork)
