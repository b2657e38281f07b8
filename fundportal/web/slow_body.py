"""A request that brings a piece of a file, gathered while no thread waits for it.

At 50 kB a second a piece of 1 MiB takes twenty seconds; a worker has eight threads. So the main loop takes these requests in, a little at each turn,
and a thread gets them whole. Behind the reverse proxy, which does the same, this has nothing to do.
"""

from __future__ import annotations

import re
import time
from tempfile import SpooledTemporaryFile

BEGINNINGS = (b"PATCH /archivos/tus/", b"POST /archivos/tus/")
PEEK = max(map(len, BEGINNINGS))
MOST_HEAD = 16 * 1024
MOST_BODY = 1024 * 1024  # a larger piece is refused before it is read
IN_MEMORY = 32 * 1024  # of one request; the rest lies in a file
AT_ONCE = 64 * 1024
PAUSE = 30.0  # seconds without a byte, after which the line counts as broken
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)


class SlowBody:
    """What has come of one request. It is whole when its body is, or when there is no use in waiting."""

    def __init__(self) -> None:
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (taken by the thread)
        self.head: bytes | None = b""
        self.size = self.wanted = 0
        self.until = time.monotonic() + PAUSE

    def add(self, data: bytes) -> bool:
        """Whether it is whole now."""
        self.file.write(data)
        self.size += len(data)
        self.until = time.monotonic() + PAUSE
        if self.head is not None:
            self.read_head(self.head + data)
        return self.head is None and self.size >= self.wanted

    def read_head(self, head: bytes) -> None:
        self.head = head
        end = head.find(b"\r\n\r\n")
        if end == -1 and len(head) <= MOST_HEAD:
            return
        self.head = None
        length = _LENGTH.search(head, 0, end + 2)
        size = int(length[1]) if length else 0
        if end != -1 and size <= MOST_BODY and not _EXPECTS.search(head, 0, end + 2):
            self.wanted = end + 4 + size

    def take(self) -> bytes:
        """All of it, once."""
        self.file.seek(0)
        with self.file as file:
            return file.read()
