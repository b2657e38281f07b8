"""A PDF without its description, its editors' notes, the names of those who commented and what its photographs say. Made in a process of its own."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

import pikepdf

PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified")  # ISO 32000-1, 14.3 and 14.5


SAID = {
    0xE1,
    0xED,
    0xFE,
    *range(0xE3, 0xED),
    0xEF,
}  # EXIF, XMP, IPTC, comments and what makers add; not the colours (E2) and how they are coded (EE)


def without_words(picture: bytes) -> bytes:
    """A JPEG without the segments before the picture that describe it (ITU-T T.81, B.1.1.4); nothing is recoded. As it is where it cannot be read."""
    kept, place = [picture[:2]], 2
    while picture[place : place + 1] == b"\xff" and place + 4 <= len(picture):
        kind, size = picture[place + 1], 2 + int.from_bytes(picture[place + 2 : place + 4])
        if kind == 0xDA:
            return b"".join(kept) + picture[place:]
        if kind not in SAID:
            kept.append(picture[place : place + size])
        place += size
    return picture


def work(source: IO[bytes], target: IO[bytes]) -> None:
    with pikepdf.open(cast("BinaryIO", source)) as document:
        del document.docinfo
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                for name in PRIVATE:
                    if name in thing:
                        del thing[name]
            if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") in (
                pikepdf.Name.DCTDecode,
                pikepdf.Array([pikepdf.Name.DCTDecode]),
            ):
                filters, options = cast("pikepdf.Name", thing.Filter), cast("pikepdf.Dictionary | None", thing.get("/DecodeParms"))
                thing.write(without_words(thing.read_raw_bytes()), filter=filters, decode_parms=options)
        for page in document.pages:
            for note in page.get("/Annots", ()):
                if "/T" in note and note.get("/Subtype") != pikepdf.Name.Widget:  # of a field it is the name
                    del note["/T"]
        document.save(cast("BinaryIO", target))
