"""Pieces of a file, so that a telephone can start in the middle of a recording: a single range of bytes, as in RFC 9110, 14."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.core.files import File
from django.http import HttpRequest

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK = 64 * 1024


class Piece(NamedTuple):
    """From byte `start` to byte `stop`, which is not part of it."""

    start: int
    stop: int


class NotThere(Exception):
    """A range that begins behind the end."""


def wanted(request: HttpRequest, size: int, etag: str) -> Piece | None:
    """The piece that is asked for; None for the whole file, also where several pieces are asked for, or a file that has changed. Raises NotThere."""
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        if int(last) == 0:
            raise NotThere
        return Piece(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NotThere
    return Piece(int(first), min(int(last) + 1, size) if last else size)


def goes_on(request: HttpRequest) -> bool:
    """Whether it asks for more of a file of which it has the beginning: opening it is written down once, not for every piece."""
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    return found is not None and found[1].strip("0") != ""


class Reading:
    """The bytes of a piece, as a response streams them; it closes the file, whether anything was read or not."""

    def __init__(self, file: File[bytes], piece: Piece) -> None:
        file.seek(piece.start)
        self.file, self.left = file, piece.stop - piece.start

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()
