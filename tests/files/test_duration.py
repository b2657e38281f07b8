"""How long recordings last, by their content."""

import io
import struct

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fundportal.files.content import inspect
from fundportal.files.duration import READERS, duration
from fundportal.files.limits import Limits
from fundportal.web.sizes import in_minutes
from tests.files.contents import CONTENTS, aac, amr, box, element, mp3, mp4, mvhd, ogg, ogg_page, webm

FTYP = box(b"ftyp", b"iso5\0\0\2\0iso5")


def track(number, scale):
    """A track and the time scale of its samples."""
    tkhd = box(b"tkhd", b"\0" * 12 + struct.pack(">I", number) + b"\0" * 68)
    mdhd = box(b"mdhd", b"\0" * 12 + struct.pack(">I", scale) + b"\0" * 8)
    return box(b"trak", tkhd + box(b"mdia", mdhd))


def fragment(number, *lengths, usual=None):
    """Samples of these lengths; with `usual`, that many as the fragment's head says."""
    if usual:
        head = box(b"tfhd", struct.pack(">III", 8, number, usual))
        return box(b"moof", box(b"traf", head + box(b"trun", struct.pack(">II", 0, len(lengths)))))
    head = box(b"tfhd", struct.pack(">II", 0, number))
    run = struct.pack(">III", 0x101, len(lengths), 0) + b"".join(struct.pack(">I", length) for length in lengths)
    return box(b"moof", box(b"traf", head + box(b"trun", run)))


@pytest.mark.parametrize(
    ("media_type", "content", "seconds"),
    [
        ("audio/webm", webm(2, times=(0, 30, 61.5)), 61.5),
        ("video/webm", webm(1, 2, times=(0, 4), unknown=False), 4.0),
        ("audio/webm", element(b"\x15\x49\xa9\x66", element(b"\x44\x89", struct.pack(">d", 2500.0))), 2.5),
        ("audio/mp4", FTYP + box(b"moov", mvhd(42)), 42.0),
        ("audio/mp4", FTYP + box(b"moov", mvhd(0) + track(1, 1000)) + fragment(1, 400, 600) + fragment(1, 500), 1.5),
        ("video/mp4", FTYP + box(b"moov", mvhd(0) + track(1, 100) + track(2, 10)) + fragment(2, 1, 1, 1, usual=10), 3.0),
        ("video/mp4", FTYP + box(b"moov", box(b"mvhd", b"\1" + b"\0" * 19 + struct.pack(">IQ", 10, 90) + b"\0" * 80)), 9.0),
        ("audio/ogg", ogg(7.5), 7.5),
        ("audio/amr", amr(150), 3.0),
        ("audio/aac", aac(32), 4.096 / 2),
        ("audio/mpeg", mp3(20, tag=b"tags"), 20 * 417 / 16000),
        ("audio/mpeg", b"\xff\xfb\x90\x64" + b"\0" * 32 + b"Xing\0\0\0\1" + struct.pack(">I", 441) + b"\0" * 369, 441 * 1152 / 44100),
        ("audio/ogg", ogg()[:-28] + ogg_page(b"", 4, -1), None),
        ("audio/mpeg", b"no frame", None),
        ("application/pdf", CONTENTS["pdf"], None),
        ("audio/ogg", b"OggS", None),
        ("audio/mp4", mp4(b"M4A ", b"soun"), None),
    ],
)
def test_length_is_read_from_the_content(media_type, content, seconds):
    file = io.BytesIO(content)
    assert duration(file, media_type) == pytest.approx(seconds)
    assert file.tell() == 0


@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)), st.sampled_from([b"", *(content[:60] for content in CONTENTS.values())]))
def test_no_content_whatever_breaks_it(tail, media_type, head):
    found = duration(io.BytesIO(head + tail), media_type)
    assert found is None or isinstance(found, float)


def test_what_lasts_too_long_is_refused_with_both_lengths():
    limits = Limits(("weba", "pdf"), 10_000_000, max_minutes=2)
    assert inspect(io.BytesIO(webm(2, times=(0, 124))), limits) == "audio/webm"
    assert inspect(io.BytesIO(CONTENTS["pdf"]), limits) == "application/pdf"
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        inspect(io.BytesIO(webm(2, times=(0, 126))), limits)
    assert (refused.value.code, refused.value.messages) == ("long", ["It lasts 2 min 6 s; the most is 2 min."])
    assert inspect(io.BytesIO(webm(2, times=(0, 126))), limits._replace(max_minutes=None)) == "audio/webm"
    with pytest.raises(ValidationError) as refused:
        inspect(io.BytesIO(webm(1)), limits)
    assert refused.value.code == "type"


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (40, "40 s"), (59.7, "1 min"), (65, "1 min 5 s"), (3600, "60 min")])
def test_lengths_in_words(seconds, words):
    with translation.override("en"):
        assert in_minutes(seconds) == words
