"""Documents of Word and OpenDocument are ZIP archives: no bombs, no programs, no passwords, and nothing that hides in or behind them."""

from __future__ import annotations

import re
import struct
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fundportal.files.central import lists_too_much

MOST_MEMBERS = 5000
MOST_UNPACKED = 300_000_000  # bytes of all members together, as the archive announces them
MOST_TIMES = 100  # what is unpacked against what is packed
SMALL = 20_000_000  # up to this nobody minds the ratio: text packs well
MOST_LIST = 1_000_000  # of a member that is read
MACROS = re.compile(
    r"(?:.*/)?(?:vbaproject\w*\.bin|vbadata\.xml|activex/.*|.*\.(?:exe|dll|class|jar|js|vbs|ps1|bat|cmd|com|scr|hta))|(?:basic|scripts)/.+",
    re.IGNORECASE,
)
UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, RuntimeError, EOFError)


def inspect_archive(file: IO[bytes]) -> None:
    """Raises ValidationError. Only the list of members, and two small ones of them, are read."""
    if lists_too_much(file):
        raise bomb()
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            refuse_bombs(file, members)
            names = [member.filename for member in members]
            if any(member.flag_bits & 1 for member in members) or b"encryption-data" in listed(archive, "META-INF/manifest.xml"):
                raise ValidationError(_("This document is protected by a password. Save it without one and upload that."), code="locked")
            if any(MACROS.fullmatch(name) for name in names) or b"macroEnabled" in listed(archive, "[Content_Types].xml"):
                raise ValidationError(
                    _("This document contains macros (programs). Save it without them, or as PDF, and upload that."), code="program"
                )
            if len({name.lower() for name in names}) != len(names) or any(".." in name or name.startswith("/") for name in names):
                raise broken()
    except UNREADABLE as error:
        raise broken() from error


def refuse_bombs(file: IO[bytes], members: list[zipfile.ZipInfo]) -> None:
    """Too many members, too much in them, or members that lie within each other."""
    packed = file.seek(0, 2)
    unpacked = sum(member.file_size for member in members)
    ends = 0
    overlap = False
    for member in sorted(members, key=lambda each: each.header_offset):
        overlap |= member.header_offset < ends
        ends = member.header_offset + 30 + member.compress_size
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > max(SMALL, packed * MOST_TIMES) or overlap or ends > packed:
        raise bomb()


def listed(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of a member; nothing when there is none."""
    try:
        with archive.open(name) as member:
            return member.read(MOST_LIST)
    except KeyError:
        return b""


def hides_archive(file: IO[bytes]) -> bool:
    """Whether a file of another type is an archive as well: a ZIP is read from its end, so that it can stand behind anything."""
    if lists_too_much(file):
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                with archive.open(member):
                    return True
    except UNREADABLE:
        return False
    return False


def bomb() -> ValidationError:
    return ValidationError(_("This document unpacks to far more than it weighs. Save it again and upload that."), code="bomb")


def broken() -> ValidationError:
    return ValidationError(_("This document is broken: it cannot be opened. Save it again and upload that."), code="broken")
