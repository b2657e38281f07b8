"""How long a sound or a video lasts, as far as its content tells without decoding it."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from typing import IO

from fundportal.files import ebml
from fundportal.files.frames import AMR, MP3_KILOBITS, MP3_RATES, mp3_start

MOST_READ = 64 * 1024 * 1024
MOST_PARTS = 1_000_000  # boxes or frames that are looked at: hours of sound, and a bound for what is made to take long
OGG_TAIL = 128 * 1024
AMR_FRAME = 0.02
AAC_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
AAC_FRAME = 1024
HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"mvex", b"moof", b"traf"})


def duration(file: IO[bytes], media_type: str) -> float | None:
    """Seconds; None where the file does not tell, or is broken. The file is left at its beginning."""
    reader = READERS.get(media_type)
    try:
        return reader(file) if reader else None
    except (struct.error, IndexError, ValueError, ZeroDivisionError, OverflowError, OSError):
        return None
    finally:
        file.seek(0)


def of_mp4(file: IO[bytes]) -> float | None:
    """ISO/IEC 14496-12. What a recorder writes in pieces (`moof`) announces no length: there the samples are added up, track by track."""
    whole, scales, defaults, lengths, track = 0.0, dict[int, int](), dict[int, int](), dict[int, int](), 0
    for kind, data in boxes(file):
        version = data[0] if data else 0
        if kind == b"mvhd":
            scale, length = struct.unpack(">IQ" if version else ">II", data[20:32] if version else data[12:20])
            whole = length / scale if length < (1 << 64 if version else 1 << 32) - 1 else 0
        elif kind == b"tkhd":
            track = struct.unpack(">I", data[20:24] if version else data[12:16])[0]
        elif kind == b"mdhd":
            scales[track] = struct.unpack(">I", data[20:24] if version else data[12:16])[0]
        elif kind == b"trex":
            defaults[struct.unpack(">I", data[4:8])[0]] = struct.unpack(">I", data[12:16])[0]
        elif kind == b"tfhd":
            track, usual = fragment_head(data)
            defaults[track] = usual or defaults.get(track, 0)
        elif kind == b"trun":
            lengths[track] = lengths.get(track, 0) + run_length(data, defaults.get(track, 0))
    pieces = max((length / scales[track] for track, length in lengths.items() if scales.get(track)), default=0.0)
    return max(whole, pieces) or None


def boxes(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of every small box that stands alone or in one of HOLDERS; what holds sound and pictures is skipped."""
    position = 0
    for _count in range(MOST_PARTS):
        file.seek(position)
        header = file.read(16)
        if len(header) < 8:
            return
        size, kind = struct.unpack(">I4s", header[:8])
        start = 8
        if size == 1 and len(header) == 16:
            size, start = struct.unpack(">Q", header[8:])[0], 16
        if size < start:
            return
        if kind in HOLDERS:
            position += start
            continue
        if kind in (b"mvhd", b"tkhd", b"mdhd", b"trex", b"tfhd", b"trun"):
            file.seek(position + start)
            yield kind, file.read(min(size - start, MOST_READ))
        position += size


def fragment_head(data: bytes) -> tuple[int, int]:
    """The track of a `tfhd`, and how long its samples usually are; 0 where it does not say."""
    flags, track = int.from_bytes(data[1:4]), struct.unpack(">I", data[4:8])[0]
    place = 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
    return track, struct.unpack(">I", data[place : place + 4])[0] if flags & 8 else 0


def run_length(data: bytes, usual: int) -> int:
    """How long the samples of a `trun` are together."""
    flags, count = int.from_bytes(data[1:4]), struct.unpack(">I", data[4:8])[0]
    if not flags & 0x100:
        return int(count * usual)
    place = 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    step = 4 * (flags >> 8 & 15).bit_count()
    return sum(struct.unpack_from(">I", data, place + step * number)[0] for number in range(min(count, (len(data) - place) // step)))


def of_ogg(file: IO[bytes]) -> float | None:
    """RFC 3533: the last page tells how many samples came before its end. Opus counts at 48 kHz (RFC 7845)."""
    head = file.read(128)
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - OGG_TAIL))
    tail = file.read()
    place = tail.rfind(b"OggS")
    samples = struct.unpack("<q", tail[place + 6 : place + 14])[0]
    if samples < 0:  # a page on which nothing ends
        return None
    opus, vorbis = head.find(b"OpusHead"), head.find(b"\x01vorbis")
    if opus != -1:
        return float(samples - struct.unpack("<H", head[opus + 10 : opus + 12])[0]) / 48000
    return float(samples) / struct.unpack("<I", head[vorbis + 12 : vorbis + 16])[0] if vorbis != -1 else None


def of_amr(file: IO[bytes]) -> float | None:
    """RFC 4867, 5: frames of 20 ms, whose first byte tells how long they are."""
    content = file.read(MOST_READ)
    magic = next((magic for magic in AMR if content.startswith(magic)), None)
    if magic is None:
        return None
    sizes, place, frames = AMR[magic], len(magic), 0
    while place < len(content) and frames < MOST_PARTS:
        mode = content[place] >> 3 & 15
        place += 1 + (sizes[mode] if mode < len(sizes) else 0)
        frames += 1
    return frames * AMR_FRAME


def of_aac(file: IO[bytes]) -> float | None:
    """ADTS frames, one after the other."""
    content, place, seconds = file.read(MOST_READ), 0, 0.0
    for _count in range(MOST_PARTS):
        if content[place : place + 1] != b"\xff":
            break
        head = content[place : place + 7]
        seconds += AAC_FRAME / AAC_RATES[head[2] >> 2 & 15]
        place += max(7, (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5)
    return seconds or None


def of_mp3(file: IO[bytes]) -> float | None:
    """From the first frame: the count of frames where it has one (Xing), else size by bit rate."""
    start = mp3_start(file)
    if start is None:
        return None
    end = file.seek(0, os.SEEK_END)
    file.seek(start)
    head = file.read(256)
    version, first = head[1] >> 3 & 3, head[1] >> 3 & 3 == 3
    rate = MP3_RATES[version][head[2] >> 2 & 3]
    counted = max(head.find(b"Xing"), head.find(b"Info"))
    if counted != -1 and head[counted + 7] & 1:
        return float(struct.unpack(">I", head[counted + 8 : counted + 12])[0] * (1152 if first else 576)) / rate
    return (end - start) / (MP3_KILOBITS[first][head[2] >> 4] * 125)


READERS: dict[str, Callable[[IO[bytes]], float | None]] = {
    **dict.fromkeys(("audio/mp4", "video/mp4", "video/quicktime"), of_mp4),
    **dict.fromkeys(("audio/webm", "video/webm"), ebml.seconds_of),
    "audio/ogg": of_ogg,
    "audio/amr": of_amr,
    "audio/aac": of_aac,
    "audio/mpeg": of_mp3,
}
