"""Small files of each type, whole as those of people are."""

import io
import struct
import zipfile

import pikepdf
from PIL import Image

from fundportal.files.copies.ogg import checksum


def zipped(**members):
    """A ZIP archive; `mimetype` comes first and uncompressed, as OpenDocument wants it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def docx(**more):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml", *more.get("extra", ())):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def odt():
    return zipped(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<x/>")


def box(kind, content=b""):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(brand=b"isom", handler=b"vide", before=b""):
    hdlr = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12)
    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + before + box(b"mdat", b"\0" * 64) + box(b"moov", box(b"trak", box(b"mdia", hdlr)))


def element(id, content=b"", unknown=False):
    """An element of Matroska; of `unknown` size, as a recorder writes what is not finished yet."""
    size = b"\x01" + b"\xff" * 7 if unknown else (len(content) | 1 << 56).to_bytes(8)
    return id + size + content


def webm(*tracks, times=(0,), unknown=True):
    """Tracks of these types (1 a picture, 2 a sound), and a cluster with one block for each of `times`, in seconds."""
    kinds = b"".join(element(b"\xae", element(b"\x83", bytes([kind]))) for kind in tracks)
    clusters = b"".join(
        element(b"\x1f\x43\xb6\x75", element(b"\xe7", int(at * 1000).to_bytes(4)) + element(b"\xa3", b"\x81\x00\x00\x80sound"), unknown)
        for at in times
    )
    head = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm"))
    return head + element(b"\x18\x53\x80\x67", element(b"\x16\x54\xae\x6b", kinds) + clusters, unknown)


def amr(frames=50):
    """Sound of a small telephone: frames of 20 ms at 4.75 kbit/s."""
    return b"#!AMR\n" + (b"\x04" + b"\0" * 12) * frames


def aac(frames=20):
    """ADTS frames of 1,024 samples at 16 kHz, 16 bytes each."""
    return b"\xff\xf1\x60\x40\x02\x00\xfc".ljust(16, b"\0") * frames


def ogg_page(body, flags, samples=0):
    """A page of a stream, with its checksum."""
    head = b"OggS\0" + bytes([flags]) + struct.pack("<q", samples) + b"\0" * 8
    rest = b"\x01" + bytes([len(body)]) + body
    return head + checksum(head + bytes(4) + rest).to_bytes(4, "little") + rest


def ogg(seconds=2):
    """The first and the last page of a stream of Opus."""
    first = ogg_page(b"OpusHead\x01\x01" + struct.pack("<H", 312) + b"\x80\xbb\0\0\0\0\0", 2)
    return first + ogg_page(b"", 4, 312 + int(seconds * 48000))


def mp3(frames=3, tag=b""):
    """Frames of 417 bytes and 26 ms (layer III, 128 kbit/s, 44.1 kHz), behind a tag."""
    return b"ID3\x04\x00\x00\x00\x00" + len(tag).to_bytes(2) + tag + (b"\xff\xfb\x90\x64" + b"\0" * 413) * frames


def mvhd(seconds):
    return box(b"mvhd", b"\0" * 12 + struct.pack(">II", 1000, int(seconds * 1000)) + b"\0" * 80)


def pdf(pages=1, change=None, **options):
    """A PDF of empty pages; `change` gets the document before it is written."""
    file = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if change:
            change(document)
        document.save(file, **options)
    return file.getvalue()


def picture(kind="JPEG", size=(40, 30), **options):
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(file, kind, **options)
    return file.getvalue()


CONTENTS = {
    "pdf": pdf(),
    "docx": docx(),
    "odt": odt(),
    "jpeg": picture("JPEG"),
    "png": picture("PNG"),
    "mp3": mp3(),
    "m4a": mp4(b"M4A ", b"soun"),
    "ogg": ogg(),
    "weba": webm(2),
    "amr": amr(),
    "aac": aac(),
    "mp4": mp4(),
    "mov": mp4(b"qt  "),
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 32,
}
