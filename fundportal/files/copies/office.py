"""A document of Word or OpenDocument without its description, and with nameless comments and changes. Its pages stay as they are. Made in a process of
its own: what a few bytes unpack to, nobody knows before."""

from __future__ import annotations

import io
import re
import runpy
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

CopyPicture = Callable[[IO[bytes], IO[bytes], tuple[str, ...]], None]

CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006"
EMPTY = {
    "docProps/core.xml": CORE,
    "docProps/app.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{EXTENDED}/extended-properties"/>'.encode(),
    "docProps/custom.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{EXTENDED}/custom-properties"/>'.encode(),
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:version="1.3"><office:meta/></office:document-meta>',
}
NAMED = re.compile(
    r"(?:word/(?:glossary/)?[\w-]+|content|styles|settings|(?:[\w ]+/)*(?:content|styles))\.xml|(?:.*/)?_rels/[^/]*\.rels|\[Content_Types\]\.xml",
    re.IGNORECASE,
)
"""Members in which people are named."""
DATA = re.compile(r"customXml/.*", re.IGNORECASE)  # what a template of an office writes beside: its fields hold the author
PICTURE = re.compile(r"(?:word/media|Pictures|media|Thumbnails)/.*\.(?:jpe?g|png|gif|tiff?|webp|bmp)", re.IGNORECASE)
PICTURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"RIFF": "WEBP",
    b"BM": "BMP",
}
"""How they begin -> what they are."""
MOST = 100_000_000  # bytes of a text
NAMES = (
    (re.compile(rb"""(\s\w+:(?:author|initials|userId)=)(?:"[^"]*"|'[^']*')"""), rb'\1""'),
    (re.compile(rb"(<(dc:creator|meta:creator-initials|loext:sender-initials|text:initial-creator|text:creator|text:author-name|text:author-initials)\b[^>/]*>)[^<]*(?=</\2>)"), rb"\1"),
)  # fmt: skip

RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
OVERRIDE = re.compile(rb"""<(?:\w+:)?Override\s[^>]*PartName=["']/customXml/[^>]*/>""")
TARGET = re.compile(rb"""(\sTarget=)(?:"[^"]*"|'[^']*')""")


def relationship(content: bytes) -> bytes:
    """A template is named by its place on the author's disk; of the data beside the text nothing is left."""
    if b"/customXml" in content:
        return b""
    return TARGET.sub(rb'\1"file:///none"', content) if b"/attachedTemplate" in content else content


def work(source: IO[bytes], target: IO[bytes]) -> None:
    copy_picture: CopyPicture = runpy.run_path(str(Path(__file__).with_name("picture.py")))["copy_picture"]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.is_dir():
                continue
            bare = zipfile.ZipInfo(member.filename)  # without the hour, the system and remarks
            bare.compress_type = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            if member.filename in EMPTY:
                new.writestr(bare, EMPTY[member.filename])
            elif DATA.fullmatch(member.filename):
                continue
            elif PICTURE.fullmatch(member.filename):
                with old.open(member) as part, new.open(bare, "w") as out:
                    copy_inner(part.read(), out, copy_picture)
            elif NAMED.fullmatch(member.filename):
                if member.file_size > MOST:
                    raise ValueError("a text too large to look for names in")
                new.writestr(bare, nameless(old.read(member), member.filename))
            else:
                with old.open(member) as part, new.open(bare, "w") as out:
                    shutil.copyfileobj(part, out)


def copy_inner(content: bytes, out: IO[bytes], copy_picture: CopyPicture) -> None:
    """A picture in a document, which a telephone signed; what is none, whatever its name, stays as it is."""
    kind = next((kind for begin, kind in PICTURES.items() if content.startswith(begin)), None)
    if kind is None:
        out.write(content)
        return
    bare = io.BytesIO()
    copy_picture(io.BytesIO(content), bare, (kind,))
    out.write(bare.getvalue())


def nameless(content: bytes, name: str) -> bytes:
    if name.lower().endswith(".rels"):
        return RELATIONSHIP.sub(lambda found: relationship(found[0]), content)
    if name.lower() == "[content_types].xml":
        return OVERRIDE.sub(b"", content)
    for pattern, instead in NAMES:
        content = pattern.sub(instead, content)
    return content
