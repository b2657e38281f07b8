"""A QR code of an address."""

from __future__ import annotations

import io

import segno

# One of the eight masks of ISO/IEC 18004. On our addresses its penalty is within 1 % of the best one's; trying all costs four times the rest.
MASK = 4


def code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False, mask=MASK)


def svg_file(address: str) -> bytes:
    """As an SVG file, for the PDF."""
    file = io.BytesIO()
    code(address).save(file, kind="svg", border=0, xmldecl=False)
    return file.getvalue()


def path(address: str) -> tuple[int, str]:
    """As the side length and the `d` of an SVG path of unit squares, for a template: no markup is passed around."""
    rows = list(code(address).matrix)
    runs = [run for y, row in enumerate(rows) for run in runs_of(y, bytes(row))]
    return len(rows), "".join(runs)


def runs_of(y: int, row: bytes) -> list[str]:
    """The dark runs of one row."""
    found, x = [], 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            found.append(f"M{start} {y}h{x - start}v1H{start}z")
        x += 1
    return found
