"""Looks into container formats as far as is needed to tell what they hold. Nothing is unpacked."""

from __future__ import annotations

import struct
import zipfile
from typing import IO

from fundportal.files.central import lists_too_much

MOST_MOOV = 16 * 1024 * 1024
MP4_BRANDS = {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"}
MP4_BRANDS |= {b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3ge6", b"3ge7", b"3gg6", b"3gs6", b"3gs7"}  # 3GPP TS 26.244: small telephones


def zip_holds(file: IO[bytes], *names: str) -> bool:
    """Whether a ZIP archive lists all these members, and not a list beyond measure."""
    if lists_too_much(file):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            found = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
        return False
    return found.issuperset(names)


def mp4_brand(head: bytes) -> str:
    """ "M4A", "MP4", "MOV" or "" by the major brand of an ISO base media file (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return ""
    brand = head[8:12]
    if brand in (b"M4A ", b"M4B "):
        return "M4A"
    if brand == b"qt  ":
        return "MOV"
    return "MP4" if brand in MP4_BRANDS else ""


def has_picture(file: IO[bytes]) -> bool:
    """Whether an MP4 file has a video track: a handler of type `vide` in its `moov` box."""
    moov = box(file, b"moov")
    place = moov.find(b"hdlr")
    while place != -1:
        if moov[place + 12 : place + 16] == b"vide":
            return True
        place = moov.find(b"hdlr", place + 4)
    return False


def box(file: IO[bytes], wanted: bytes) -> bytes:
    """The content of the first top-level box of this type; empty when there is none or it is absurdly large."""
    position = 0
    while True:
        file.seek(position)
        header = file.read(16)
        if len(header) < 8:
            return b""
        size, kind = struct.unpack(">I4s", header[:8])
        start = 8
        if size == 1 and len(header) == 16:
            size, start = struct.unpack(">Q", header[8:])[0], 16
        if kind == wanted:
            file.seek(position + start)
            return file.read(MOST_MOOV if size == 0 else min(size - start, MOST_MOOV)) if size == 0 or size > start else b""
        if size < start:
            return b""
        position += size
