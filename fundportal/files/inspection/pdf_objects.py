"""Looks through the objects of a PDF. Runs in a process of its own (see fundportal/files/apart.py), for a small file may unpack to a huge one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, cast

import pikepdf

RUNS = {
    "/JavaScript",
    "/Launch",
    "/Rendition",
    "/ImportData",
    "/SubmitForm",
}  # actions that do more than to lead somewhere (ISO 32000-1, 12.6.4)
SUSPECT = re.compile(rb"/(?:JS|EF|EmbeddedFile|" + "|".join(name[1:] for name in sorted(RUNS)).encode() + rb")\b")
DEEP = 50
UNSEEN = "error decoding stream data"  # qpdf's word where memory did not suffice: it goes on without the objects in there


def work(source: IO[bytes], target: IO[bytes]) -> None:
    target.write(found(source).encode())


def found(file: IO[bytes]) -> str:
    """How many pages there are, or the code of the refusal: "locked", "program", "inside". A reader's own mend of a slightly broken file is allowed."""
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            if document.is_encrypted:
                return "locked"
            pages = len(document.pages)
            answer = (pages and fault(document)) or str(pages)
            if any(UNSEEN in warning for warning in map(str, document.get_warnings())):
                raise MemoryError
            return answer
    except pikepdf.PasswordError:
        return "locked"


def fault(document: pikepdf.Pdf) -> str:
    """Scripts, actions that start something, and files inside the file: reviewers open it on their own machines, and nobody looks into these."""
    for thing in suspects(document):
        if "/JS" in thing or named(thing, "/S") in RUNS:
            return "program"
        if "/EF" in thing or named(thing, "/Type") == "/EmbeddedFile":
            return "inside"
    return ""


def suspects(document: pikepdf.Pdf) -> Iterator[Any]:
    """Dictionaries in which one of these words may stand as a name: each object is written out and searched, which is a hundred times quicker
    than walking through it, and only where a word is found it is walked through."""
    for thing in document.objects:
        whole = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        if isinstance(whole, pikepdf.Dictionary | pikepdf.Array) and SUSPECT.search(whole.unparse(resolved=True)):
            yield from dictionaries(whole, DEEP)


def dictionaries(thing: Any, deep: int) -> Iterator[Any]:
    """This one and those that stand in it directly."""
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
    parts = thing.as_dict().values() if isinstance(thing, pikepdf.Dictionary) else thing.as_list()
    for part in parts if deep else ():
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from dictionaries(part, deep - 1)


def named(thing: Any, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
