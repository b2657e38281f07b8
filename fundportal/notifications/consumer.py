"""A worker that is back as soon as its broker is."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer

START, STEP, LONGEST = 0.5, 0.5, 3.0  # seconds between two tries


class ReturningConsumer(Consumer):  # type: ignore[misc]  # celery ships no types
    """kombu waits longer after each failure, half a minute in the end. A code that web has handed to a broker that is back would wait as long."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, interval_start=START, interval_step=STEP, interval_max=LONGEST)
        return super().ensure_connected(conn)
