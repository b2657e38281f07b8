"""What a file may be that is handed in somewhere."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """`types` are codes of FILE_TYPES, `max_bytes` the largest size; pages (of a PDF) and minutes (of sound and video) where they are limited."""

    types: tuple[str, ...]
    max_bytes: int
    max_pages: int | None = None
    max_minutes: int | None = None
