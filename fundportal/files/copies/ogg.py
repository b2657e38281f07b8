"""OGG without comments (RFC 3533): in each stream, also of those chained behind, the packet of comments becomes one that says nothing and is as long, so
that no page moves; the checksums of its pages are written anew. Nothing is recoded."""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator
from typing import IO, NamedTuple

KINDS = {
    b"OpusHead": (b"OpusTags", b""),  # RFC 7845, 5.2
    b"\x01vorbis": (b"\x03vorbis", b"\x01"),  # Vorbis I, 5; it ends in a bit that is set
    b"\x80theora": (b"\x81theora", b""),
    b"OVP80\x01": (b"OVP80\x02 ", b""),
}
"""Of which streams we know the comments: how the first packet begins -> how that of the comments begins, and ends."""
BEGINS = 2
MOST = 20_000_000  # bytes of comments, a cover picture among them
POLYNOMIAL = 0x04C11DB7


class Page(NamedTuple):
    """`place` is where it begins, `body` where its content does, `sizes` are those of its segments."""

    place: int
    flags: int
    stream: bytes
    body: int
    sizes: bytes


class Piece(NamedTuple):
    page: Page
    start: int
    size: int


class Comments:
    """The packet of comments of a stream, as far as it has been met."""

    def __init__(self, head: bytes) -> None:
        self.known = next((known for begin, known in KINDS.items() if head.startswith(begin)), None)
        if self.known is None:
            raise ValueError("a stream whose comments we do not know")
        self.packet = 0
        self.pieces: list[Piece] = []

    @property
    def is_whole(self) -> bool:
        return self.packet > 1

    def meet(self, page: Page) -> None:
        start = page.body
        for size in page.sizes:
            if self.packet == 1:
                self.pieces.append(Piece(page, start, size))
            self.packet += size < 255
            start += size
            if self.is_whole:
                return


def copy_ogg(source: IO[bytes], target: IO[bytes]) -> None:
    """Raises ValueError for what is no OGG to its end, or holds a stream of another kind, or one without its comments."""
    shutil.copyfileobj(source, target)
    running: dict[bytes, Comments] = {}
    found: list[Comments] = []
    for page in pages(target):
        if page.flags & BEGINS:
            target.seek(page.body)
            running[page.stream] = Comments(target.read(8))
            found.append(running[page.stream])
        if page.stream not in running:
            raise ValueError("a page of no stream")
        if not running[page.stream].is_whole:
            running[page.stream].meet(page)
    for comments in found:
        blank(target, comments)


def pages(file: IO[bytes]) -> Iterator[Page]:
    place, end = 0, file.seek(0, os.SEEK_END)
    while place < end:
        file.seek(place)
        head = file.read(27)
        if len(head) < 27 or not head.startswith(b"OggS\0"):
            raise ValueError("what is no page")
        sizes = file.read(head[26])
        body = place + 27 + head[26]
        if body + sum(sizes) > end:
            raise ValueError("a page that ends behind the file")
        yield Page(place, head[5], head[14:18], body, sizes)
        place = body + sum(sizes)


def blank(file: IO[bytes], comments: Comments) -> None:
    """Nobody made it, in as many bytes as there were, and no comment follows."""
    begin, end = comments.known or (b"", b"")
    size = sum(piece.size for piece in comments.pieces)
    room = size - len(begin) - 8 - len(end)
    if not comments.is_whole or not 0 <= room <= MOST or not content(file, comments.pieces[:1]).startswith(begin):
        raise ValueError("comments that cannot be read")
    bare = begin + struct.pack("<I", room) + b" " * room + struct.pack("<I", 0) + end
    for piece in comments.pieces:
        file.seek(piece.start)
        file.write(bare[: piece.size])
        bare = bare[piece.size :]
    for page in {piece.page for piece in comments.pieces}:
        sign(file, page)


def content(file: IO[bytes], pieces: list[Piece]) -> bytes:
    found = b""
    for piece in pieces:
        file.seek(piece.start)
        found += file.read(piece.size)
    return found


def sign(file: IO[bytes], page: Page) -> None:
    """Write the checksum of the page as it is now."""
    file.seek(page.place + 22)
    file.write(bytes(4))
    file.seek(page.place)
    whole = file.read(27 + len(page.sizes) + sum(page.sizes))
    file.seek(page.place + 22)
    file.write(struct.pack("<I", checksum(whole)))


def checksum(content: bytes) -> int:
    """RFC 3533, 6: the CRC of 32 bits that begins with none."""
    found = 0
    for byte in content:
        found = (found << 8 & 0xFFFFFFFF) ^ TABLE[found >> 24 ^ byte]
    return found


def row(value: int) -> int:
    for _bit in range(8):
        value = value << 1 ^ (POLYNOMIAL if value & 0x80000000 else 0)
    return value & 0xFFFFFFFF


TABLE = [row(byte << 24) for byte in range(256)]
