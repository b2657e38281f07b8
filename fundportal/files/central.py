"""The list of members at the end of a ZIP archive, before anything reads it: `zipfile` loads it whole and makes an object of each row."""

from __future__ import annotations

import struct
from typing import IO

MOST_LISTED = 1_000_000  # bytes of the list: more than 10,000 members of a document
END = b"PK\5\6"  # APPNOTE 4.3.16: 22 bytes and a remark
LARGE_END, LOCATOR = b"PK\6\6", b"PK\6\7"  # before it, 56 and 20 bytes, in archives beyond 4 GB (4.3.14, 4.3.15)
REACH = 65_536 + 22 + 20 + 56


def lists_too_much(file: IO[bytes]) -> bool:
    """Whether one of the ends that a reader may take for the archive's announces a list that is in the file and longer than a document's.

    The file is left at its beginning.
    """
    start = max(0, file.seek(0, 2) - REACH)
    file.seek(start)
    tail = file.read(REACH)
    file.seek(0)
    place = tail.find(END)
    while place != -1:
        if MOST_LISTED < length(tail, place) <= start + place:
            return True
        place = tail.find(END, place + 1)
    return False


def length(tail: bytes, place: int) -> int:
    """Of the list that belongs to the end at this place."""
    large = place - 20 - 56
    if large >= 0 and tail.startswith(LOCATOR, place - 20) and tail.startswith(LARGE_END, large):
        return int(struct.unpack_from("<Q", tail, large + 40)[0])
    return int(struct.unpack_from("<I", tail, place + 12)[0]) if place + 16 <= len(tail) else 0
