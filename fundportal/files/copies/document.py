"""A PDF without its description, its editors' notes and the names of those who commented. Made in a process of its own."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

import pikepdf

PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")  # ISO 32000-1, 14.3 and 14.5


def work(source: IO[bytes], target: IO[bytes]) -> None:
    with pikepdf.open(cast("BinaryIO", source)) as document:
        del document.docinfo
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                for name in PRIVATE:
                    if name in thing:
                        del thing[name]
        for page in document.pages:
            for note in page.get("/Annots", ()):
                if "/T" in note and note.get("/Subtype") != pikepdf.Name.Widget:  # of a field it is the name
                    del note["/T"]
        document.save(cast("BinaryIO", target))
