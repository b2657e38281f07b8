"""A COPY as a stream of bytes: PostgreSQL writes into a bounded queue, the web server reads from it. Memory stays the same at any length."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

from applicants.reports.answers.snapshot import snapshot

CHUNK = 256 * 1024
CHUNKS_WAITING = 8
PATIENCE = 1.0  # seconds between looks at whether the reader has gone


class Abandoned(Exception):
    """The reader has gone; there is nobody to write to."""


class Writer:
    """What COPY writes to, in the thread of its connection: gathers rows into chunks, waits while the queue is full."""

    def __init__(self) -> None:
        self.chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(CHUNKS_WAITING)
        self.abandoned = threading.Event()
        self._rows: list[bytes] = []
        self._size = 0

    def write(self, row: bytes) -> None:
        self._rows.append(row)
        self._size += len(row)
        if self._size >= CHUNK:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self.put(b"".join(self._rows))
        self._rows, self._size = [], 0

    def put(self, item: bytes | BaseException | None) -> None:
        """Raises Abandoned when the reader has gone."""
        while not self.abandoned.is_set():
            try:
                return self.chunks.put(item, timeout=PATIENCE)
            except queue.Full:
                continue
        raise Abandoned


def copy_out(select: str, *, head: bytes = b"") -> Iterator[bytes]:
    """The rows of a SELECT as CSV (RFC 4180 but for bare line feeds), after `head`.

    The first chunk is waited for before this returns, so that a statement that fails does so here; a later failure ends the stream with its error
    and so breaks off the transfer, for a reader must not take half a file for a whole one.
    """
    writer = Writer()
    thread = threading.Thread(target=_copy, args=(select, head, writer), name="copy-out", daemon=True)
    thread.start()
    first = writer.chunks.get()
    if isinstance(first, BaseException):
        raise first
    return _read(first, writer, thread)


def _copy(select: str, head: bytes, writer: Writer) -> None:
    try:
        if head:
            writer.write(head)
        with snapshot() as connection, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({select}) TO STDOUT WITH (FORMAT csv)", writer)
        writer.flush()
        writer.put(None)
    except Abandoned:
        return
    except BaseException as error:  # noqa: BLE001 (it is raised again, in the thread of the reader)
        if not writer.abandoned.is_set():
            writer.put(error)


def _read(first: bytes | None, writer: Writer, thread: threading.Thread) -> Iterator[bytes]:
    item: bytes | BaseException | None = first
    try:
        while item is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
            item = writer.chunks.get()
    finally:
        writer.abandoned.set()
        while not writer.chunks.empty():
            writer.chunks.get_nowait()
        thread.join()
