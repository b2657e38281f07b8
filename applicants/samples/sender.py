"""Sends rows on the connection of the transaction while the next ones are made."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection

Batch = tuple[str, list[str]]
"""A COPY statement and its rows."""


class Sender:
    """One batch at a time is on its way. Whoever uses the connection for anything else calls `settle` first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="samples")
        self._on_its_way: Future[None] | None = None

    def send(self, batches: Sequence[Batch]) -> None:
        """Begin to send, once the batches before have arrived."""
        self.settle()
        connection.ensure_connection()
        self._on_its_way = self._thread.submit(copy, connection.connection, batches)

    def settle(self) -> None:
        """Wait until all has arrived. Raises what went wrong."""
        waiting, self._on_its_way = self._on_its_way, None
        if waiting:
            waiting.result()

    def close(self) -> None:
        """Wait, whatever happens: the transaction must not end in the middle of a COPY."""
        self._thread.shutdown(wait=True)


def copy(raw: Any, batches: Sequence[Batch]) -> None:
    """Runs in the thread: Django's connections belong to theirs, so this is the driver's own."""
    with raw.cursor() as cursor:
        for statement, rows in batches:
            cursor.copy_expert(statement, io.BytesIO("".join(rows).encode()))
