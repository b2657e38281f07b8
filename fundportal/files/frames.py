"""The first frame, or page, of a sound: whole, and of a kind that is played. A few bytes at its beginning prove nothing."""

from __future__ import annotations

import os
from typing import IO

from fundportal.files.copies.ogg import checksum

LOOK = 64 * 1024  # bytes behind a tag in which the first frame has to stand: some fill them with zeros
MP3_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
MP3_KILOBITS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
AMR = {b"#!AMR\n": (12, 13, 15, 17, 19, 20, 26, 31, 5), b"#!AMR-WB\n": (17, 23, 32, 36, 40, 46, 50, 58, 60, 5)}
OGG_SOUNDS = (b"OpusHead", b"\x01vorbis")  # those of which reviewers can be given a copy (copies/ogg.py)
FIRST = 2


def mp3_length(head: bytes) -> int:
    """Bytes of the MPEG audio frame of layer III with this header (ISO/IEC 11172-3, 2.4.1.3; 13818-3); 0 for what is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, kilobits = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    if version == 1 or rate == 3 or kilobits in (0, 15):
        return 0
    first = version == 3
    return (144 if first else 72) * MP3_KILOBITS[first][kilobits] * 1000 // MP3_RATES[version][rate] + (head[2] >> 1 & 1)


def mp3_start(file: IO[bytes]) -> int | None:
    """Where the first frame of an MP3 begins, behind tags (ID3v2); None where there is none that is whole, with another one, or the end, behind it."""
    end, start = file.seek(0, os.SEEK_END), 0
    while True:
        file.seek(start)
        tag = file.read(10)
        if not tag.startswith(b"ID3") or len(tag) < 10:
            break
        start += 10 + sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(tag[6:10])) + (10 if tag[5] & 0x10 else 0)
    file.seek(start)
    room = file.read(LOOK + 4 if start else 4)
    place = room.find(b"\xff")
    while place != -1:
        length = mp3_length(room[place : place + 4])
        behind = start + place + length
        if length and behind <= end:
            file.seek(behind)
            after = file.read(4)
            if mp3_length(after) or after.startswith(b"TAG") or behind == end:
                return start + place
        place = room.find(b"\xff", place + 1)
    return None


def has_aac_frame(file: IO[bytes]) -> bool:
    """ADTS (ISO/IEC 13818-7, 6.2): layer 0, a sampling rate that there is, and as many bytes as the header says, with another one, or the end, behind."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    length = aac_length(file.read(7))
    file.seek(length)
    return bool(length) and (length == end or bool(aac_length(file.read(7))))


def aac_length(head: bytes) -> int:
    """0 for what is no header."""
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 >= 13:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0


def has_amr_frame(file: IO[bytes]) -> bool:
    """RFC 4867, 5: a frame as long as its first byte says."""
    end = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(10)
    magic = next((magic for magic in AMR if head.startswith(magic)), None)
    if magic is None or end <= len(magic):
        return False
    file.seek(len(magic))
    mode = file.read(1)[0] >> 3 & 15
    sizes = AMR[magic]
    return mode < len(sizes) and len(magic) + 1 + sizes[mode] <= end


def has_ogg_page(file: IO[bytes]) -> bool:
    """RFC 3533, 6: the first page, by its checksum, begins a stream of sound."""
    file.seek(0)
    head = file.read(27)
    if len(head) < 27 or not head.startswith(b"OggS\0") or not head[5] & FIRST:
        return False
    sizes = file.read(head[26])
    body = file.read(sum(sizes))
    whole = head[:22] + bytes(4) + head[26:] + sizes + body
    return (
        len(sizes) == head[26]
        and len(body) == sum(sizes)
        and body.startswith(OGG_SOUNDS)
        and head[22:26] == checksum(whole).to_bytes(4, "little")
    )
