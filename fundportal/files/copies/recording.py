"""Sound and video without tags. Nothing is recoded: in MP4 the boxes that describe are made empty where they stand, so that nothing moves; and in WebM the elements; of MP3 the tags
are cut off."""

from __future__ import annotations

import os
import shutil
import struct
from typing import IO

from fundportal.files.ebml import elements

DESCRIBING = {b"udta", b"meta", b"uuid"}  # titles, authors, places (ISO/IEC 14496-12, 8.10 and 8.11)
HOLDING = {b"moov", b"trak", b"moof", b"traf", b"mdia"}
TELLING = {0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x7384, 0x536E}  # tags, attachments, chapters, title, name of the file, of a track
TAGS = b"\x12\x54\xc3\x67"
BLOCK = 64 * 1024


def copy_mp4(source: IO[bytes], target: IO[bytes]) -> None:
    shutil.copyfileobj(source, target)
    blank(target, 0, target.seek(0, os.SEEK_END))


def blank(file: IO[bytes], start: int, end: int) -> None:
    """Make describing boxes between two places into free space. Raises ValueError, struct.error for what is malformed."""
    place = start
    while place + 8 <= end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        elif size == 0:
            size = end - place
        if size < head or place + size > end:
            raise ValueError("a box that ends outside its own")  # behind it anything may stand
        if kind in DESCRIBING:
            file.seek(place + 4)
            file.write(b"free")
            zeros(file, place + head, place + size)
        elif kind in HOLDING:
            blank(file, place + head, place + size)
        place += size


def copy_webm(source: IO[bytes], target: IO[bytes]) -> None:
    """Tags, titles, chapters and what is attached become void where they stand (RFC 9559, 5.1; RFC 8794, 11.3.2)."""
    shutil.copyfileobj(source, target)
    for element in elements(target):
        if element.id in TELLING:
            place = target.tell()
            if place + element.size > target.seek(0, os.SEEK_END):
                raise ValueError("an element that ends behind the file")
            zeros(target, place, place + element.size)
            target.seek(place)
            if element.size >= 9:
                target.write(b"\xec\x01" + (element.size - 9).to_bytes(7))
            elif element.size >= 2:
                target.write(bytes((0xEC, 0x80 | (element.size - 2))))
            target.seek(place)
    target.seek(max(0, target.tell() - 12))
    while block := target.read(BLOCK):  # where it is no longer read, none of it may stand
        if TAGS in block:
            raise ValueError("tags behind what can be read")
        if len(block) == BLOCK:
            target.seek(-len(TAGS), os.SEEK_CUR)


def zeros(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    for place in range(start, end, BLOCK):
        file.write(bytes(min(BLOCK, end - place)))


def copy_mp3(source: IO[bytes], target: IO[bytes]) -> None:
    """Without ID3v2 before the sound and ID3v1 behind it (id3.org)."""
    end = source.seek(0, os.SEEK_END)
    start = 0
    while True:
        source.seek(start)
        head = source.read(10)
        if len(head) < 10 or not head.startswith(b"ID3"):
            break
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        start += 10 + size + (10 if head[5] & 0x10 else 0)
    if end - start >= 128:
        source.seek(end - 128)
        end -= 128 if source.read(3) == b"TAG" else 0
    source.seek(min(start, end))
    for left in range(max(0, end - start), 0, -BLOCK):
        target.write(source.read(min(BLOCK, left)))
