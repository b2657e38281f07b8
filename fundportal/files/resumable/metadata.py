"""The headers of tus, read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from fundportal.files.resumable.refusals import Mismatch, TooMuch, Unclear

LONGEST = 4000
NUMBER = re.compile(r"\d{1,15}", re.ASCII)
KEY = re.compile(r"[!-+\--~]+")  # printable ASCII but space and comma
ALGORITHMS: dict[str, Callable[[], Any]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}


def number(text: str | None) -> int | None:
    """A length or an offset; None when it is none."""
    return int(text) if text and NUMBER.fullmatch(text) else None


def told(header: str) -> dict[str, str]:
    """Upload-Metadata: pairs of a key and a base64 value, between commas. Raises Unclear, TooMuch."""
    if len(header) > LONGEST:
        raise TooMuch(_("The description of the file is too long."))
    found: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else ():
        key, _space, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise unreadable() from error
        if not KEY.fullmatch(key) or key in found or "\0" in text:
            raise unreadable()
        found[key] = text
    return found


def unreadable() -> Unclear:
    return Unclear(_("The description of the file cannot be read."))


def check(header: str | None, piece: bytes) -> None:
    """Upload-Checksum: an algorithm and a base64 digest of the piece. Raises Unclear, Mismatch."""
    if header is None:
        return
    name, _space, value = header.partition(" ")
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise Unclear(_("The checksum cannot be read.")) from error
    if name not in ALGORITHMS:
        raise Unclear(_("This kind of checksum is not known here."))
    found = ALGORITHMS[name]()
    found.update(piece)
    if found.digest() != digest:
        raise Mismatch
