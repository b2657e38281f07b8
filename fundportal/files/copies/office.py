"""A document of Word or OpenDocument without its description, and with nameless comments and changes. Its pages stay as they are."""

from __future__ import annotations

import re
import shutil
import zipfile
from typing import IO

CORE = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006"
EMPTY = {
    "docProps/core.xml": CORE,
    "docProps/app.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{EXTENDED}/extended-properties"/>'.encode(),
    "docProps/custom.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{EXTENDED}/custom-properties"/>'.encode(),
    "meta.xml": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:version="1.3"><office:meta/></office:document-meta>',
}
NAMED = re.compile(rb"(?:word/[\w-]+|content|styles)\.xml")  # members in which people are named
MOST = 100_000_000  # of such a member; a larger one is no text of people
NAMES = (
    (re.compile(rb"""(\s\w+:(?:author|initials|userId)=)(?:"[^"]*"|'[^']*')"""), rb'\1""'),
    (re.compile(rb"(<(dc:creator|meta:creator-initials|loext:sender-initials|text:initial-creator|text:creator|text:author-name|text:author-initials)\b[^>/]*>)[^<]*(?=</\2>)"), rb"\1"),
)  # fmt: skip


def copy_office(source: IO[bytes], target: IO[bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.infolist():
            if member.is_dir():
                continue
            bare = zipfile.ZipInfo(member.filename)  # without the hour, the system and remarks
            bare.compress_type = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            if member.filename in EMPTY:
                new.writestr(bare, EMPTY[member.filename])
            elif NAMED.fullmatch(member.filename.encode()) and member.file_size <= MOST:
                new.writestr(bare, nameless(old.read(member)))
            else:
                with old.open(member) as part, new.open(bare, "w") as out:
                    shutil.copyfileobj(part, out)


def nameless(content: bytes) -> bytes:
    for pattern, instead in NAMES:
        content = pattern.sub(instead, content)
    return content
