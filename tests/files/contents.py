"""The smallest files of each type, made by hand."""

import io
import struct
import zipfile


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


CONTENTS = {
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "docx": docx(),
    "odt": odt(),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 32,
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 32,
    "mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + b"\0" * 32,
    "m4a": mp4(b"M4A ", b"soun"),
    "ogg": b"OggS\x00\x02" + b"\0" * 32,
    "mp4": mp4(),
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 32,
}
