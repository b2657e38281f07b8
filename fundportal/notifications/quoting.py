"""What people wrote is never taken for a letter's markup: values are quoted before the template sees them, and unquoted after parsing."""

from __future__ import annotations

import re
from typing import Any

MARKS = "[]()*`#|->\n"
FIRST = 0xE000  # private use area: no one's text needs it
QUOTE = str.maketrans({mark: chr(FIRST + place) for place, mark in enumerate(MARKS)})
UNQUOTE = str.maketrans({chr(FIRST + place): mark for place, mark in enumerate(MARKS)})
NEWLINE = chr(FIRST + MARKS.index("\n"))
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff]")


def quote(value: Any) -> Any:
    """`value` (any JSON) with the markup of every text in it put out of force; control characters are dropped."""
    if isinstance(value, str):
        return UNSAFE.sub("", value).translate(QUOTE)
    if isinstance(value, dict):
        return {key: quote(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [quote(inner) for inner in value]
    return value


def unquote(text: str) -> str:
    """The text as it was written; its line breaks have become spaces."""
    return text.translate(UNQUOTE).replace("\n", " ")
