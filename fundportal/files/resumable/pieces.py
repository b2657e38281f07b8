"""The bytes of uploads on their way: one file each, beside the private files. Nothing here knows how many of them count; the row does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.core.files.storage import Storage

from fundportal.files.models import StoredFile

FOLDER = "partial"
OURS = re.compile(r"[0-9a-f]{32}")
MODE = 0o640


def storage() -> Storage:
    return StoredFile._meta.get_field("blob").storage


def place(pk: UUID) -> Path:
    return Path(storage().path(f"{FOLDER}/{pk.hex}"))


def begin(pk: UUID) -> None:
    """An empty file."""
    path = place(pk)
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))


def held(pk: UUID) -> int:
    """How many bytes lie there; none when the file is missing."""
    try:
        return place(pk).stat().st_size
    except FileNotFoundError:
        return 0


def write(pk: UUID, offset: int, piece: bytes) -> None:
    """Put a piece at its offset, on the disk and not in its cache: the row that counts it is as durable, and a row that counted bytes which a power
    cut took away would make a file with a hole."""
    descriptor = os.open(place(pk), os.O_WRONLY)
    try:
        rest = memoryview(piece)
        while rest:
            written = os.pwrite(descriptor, rest, offset)
            offset, rest = offset + written, rest[written:]
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def cut(pk: UUID, length: int) -> None:
    """Nothing lies behind the last byte that counts."""
    os.truncate(place(pk), length)


def become(pk: UUID, name: str) -> None:
    """Let the bytes lie under a storage name as well: a second name for the same file, so that nothing is copied, and nothing is lost when the
    transaction around it fails."""
    path = Path(storage().path(name))
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    os.link(place(pk), path)


def drop(pk: UUID) -> None:
    place(pk).unlink(missing_ok=True)


def left(before: datetime) -> Iterator[UUID]:
    """The uploads whose bytes were last written before that instant."""
    folder = Path(storage().path(FOLDER))
    for path in folder.iterdir() if folder.is_dir() else ():
        if OURS.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
            yield UUID(path.name)
