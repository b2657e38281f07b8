"""Reads WebM (a profile of Matroska, RFC 9559) as far as is needed to tell what it holds and how long it lasts. Nothing is decoded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

SEGMENT, CLUSTER, BLOCK_GROUP = 0x18538067, 0x1F43B675, 0xA0
INFO, SCALE, DURATION = 0x1549A966, 0x2AD7B1, 0x4489
TRACKS, TRACK, TRACK_TYPE = 0x1654AE6B, 0xAE, 0x83
TIME, SIMPLE_BLOCK, BLOCK = 0xE7, 0xA3, 0xA1
ENTERED = frozenset({SEGMENT, CLUSTER, BLOCK_GROUP, INFO, TRACKS, TRACK})
READ = {SCALE: 8, DURATION: 8, TRACK_TYPE: 8, TIME: 8, SIMPLE_BLOCK: 12, BLOCK: 12}
"""Of which elements how many bytes are looked at."""
PICTURE = 1
MOST_ELEMENTS = 1_000_000


class Element(NamedTuple):
    """An element's id, its size, and the first bytes of those that are looked at."""

    id: int
    size: int
    data: bytes


def elements(file: IO[bytes]) -> Iterator[Element]:
    """One after the other, those inside of others as well. A recorder writes as it goes: sizes of what holds others may be unknown."""
    file.seek(0)
    for _count in range(MOST_ELEMENTS):
        head = file.read(12)
        width = leading_zeros(head[:1]) + 1
        if width > 4 or len(head) <= width:
            return
        id = int.from_bytes(head[:width])
        long = leading_zeros(head[width : width + 1]) + 1
        if long > 8 or len(head) < width + long:
            return
        size = int.from_bytes(head[width : width + long]) & ((1 << 7 * long) - 1)
        unread = width + long - len(head)
        if id in ENTERED:
            file.seek(unread, 1)
            yield Element(id, size, b"")
            continue
        known = size != (1 << 7 * long) - 1
        file.seek(unread, 1)
        data = file.read(min(size, READ[id])) if id in READ and known else b""
        yield Element(id, size, data)
        if not known:
            return
        file.seek(size - len(data), 1)


def leading_zeros(byte: bytes) -> int:
    """Of the first byte of a number of variable length: how many bytes follow it. Nine where it is none."""
    return 8 - byte[0].bit_length() if byte and byte[0] else 9


def is_sound_alone(file: IO[bytes]) -> bool:
    """Whether tracks are announced and none of them is a picture."""
    kinds = set()
    for element in elements(file):
        if element.id == CLUSTER:
            break
        if element.id == TRACK_TYPE:
            kinds.add(int.from_bytes(element.data))
    return bool(kinds) and PICTURE not in kinds


def seconds_of(file: IO[bytes]) -> float | None:
    """Until where the last block begins: what a recorder announces, if anything, counts only where there are no blocks."""
    scale, announced, cluster, last = 1_000_000, 0.0, 0, -1
    for element in elements(file):
        if element.id == SCALE:
            scale = int.from_bytes(element.data)
        elif element.id == DURATION and len(element.data) in (4, 8):
            announced = struct.unpack(">f" if len(element.data) == 4 else ">d", element.data)[0]
        elif element.id == TIME:
            cluster = int.from_bytes(element.data)
        elif element.id in (SIMPLE_BLOCK, BLOCK):
            place = leading_zeros(element.data[:1]) + 1
            last = max(last, cluster + int.from_bytes(element.data[place : place + 2], signed=True))
    ticks = last if last >= 0 else announced
    return ticks * scale / 1e9 if ticks > 0 else None
