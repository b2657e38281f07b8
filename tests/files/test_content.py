import io

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from fundportal.files.content import FILE_TYPES, accepts, identify, refuse_unless
from tests.files.contents import CONTENTS, aac, amr, box, mp3, mp4, ogg, ogg_page, webm, zipped


@pytest.mark.parametrize("code", FILE_TYPES)
def test_each_type_is_known_by_its_content_and_taken_for_no_other(code):
    file = io.BytesIO(CONTENTS[code])
    assert identify(file) == FILE_TYPES[code].media_type
    assert file.tell() == 0
    assert [
        other for other in FILE_TYPES if other != code and FILE_TYPES[other].check(CONTENTS[code][:4096], io.BytesIO(CONTENTS[code]))
    ] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"\n<html>%PDF-1.7",
        b"MZ\x90\x00 a program",
        b"#!/bin/sh",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        b"PK\x03\x04 but no archive",
        zipped(readme_dot_txt="hola"),
        mp4(b"heic"),
        b"#!AMR",
        b"\xff\xf1\xf4\0\0\0\0\0 a rate that there is not",
        b"\x1a\x45\xdf\xa3\x01\x02\x03 matroska",
        b"ID3",
        b"ID3\4\0\0\0\0\0\4tags" + b"\0" * 5000,
        b"ID3\4\0\0\0\0\0\0\xff\xfb\x90\x64" + b"\0" * 400,  # a frame that is cut off
        b"ID3\4\0\0\0\0\0\0\xff\xfb\x90\x64" + b"\0" * 900,  # nothing of its kind behind it
        b"OggS\0\2" + b"\0" * 60,
        ogg().replace(b"OpusHead", b"FishHead"),
        ogg_page(b"\x80theora" + b"\0" * 40, 2),
        b"OggS" + ogg()[4:24] + b"\0" + ogg()[25:],  # a wrong checksum
        amr(1)[:-1],
        b"#!AMR\n",
        aac(1)[:-1],
        aac(1) + b"\0" * 20,
    ],
)
def test_what_is_none_of_them_is_refused_with_a_sentence(content):
    assert identify(io.BytesIO(content)) == ""
    with pytest.raises(ValidationError) as refused:
        refuse_unless(io.BytesIO(content), ["pdf", "docx"])
    assert "PDF" in refused.value.messages[0]


@pytest.mark.parametrize(
    "content", [mp3(1), mp3(2)[10:], mp3(2, tag=b"\xff" * 90), mp3(1) + b"TAG" + b"\0" * 125, mp3(0, tag=b"x") + b"\0" * 2000 + mp3(2)[10:]]
)
def test_an_mp3_is_known_by_its_first_frame_wherever_that_begins(content):
    assert identify(io.BytesIO(content)) == "audio/mpeg"


def test_a_good_type_that_is_not_asked_for_is_refused():
    with pytest.raises(ValidationError):
        refuse_unless(io.BytesIO(CONTENTS["png"]), ["pdf"])
    assert refuse_unless(io.BytesIO(CONTENTS["png"]), ["pdf", "png"]) == "image/png"


def test_a_sound_in_the_box_of_a_video_is_a_sound():
    assert identify(io.BytesIO(mp4(b"isom", b"soun"))) == "audio/mp4"
    assert identify(io.BytesIO(mp4(b"3gp5", b"soun"))) == identify(io.BytesIO(mp4(b"qt  ", b"soun"))) == "audio/mp4"
    assert identify(io.BytesIO(webm(2, 1))) == identify(io.BytesIO(webm(1))) == "video/webm"
    assert identify(io.BytesIO(mp4(b"mp42", b"vide", before=box(b"free", b"hdlr" * 9)))) == "video/mp4"


@given(st.binary(max_size=200), st.sampled_from([b"", *(content[:12] for content in CONTENTS.values())]))
def test_no_content_whatever_breaks_it(tail, head):
    assert identify(io.BytesIO(head + tail)) in {"", *(kind.media_type for kind in FILE_TYPES.values())}


def test_the_file_chooser_is_told_what_to_offer():
    assert accepts(["pdf", "jpeg"]) == ".pdf,application/pdf,.jpg,image/jpeg"
