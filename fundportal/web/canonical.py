"""Canonical JSON: the same value is always the same bytes (RFC 8785, for what applications and notices hold)."""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """Keys sorted, no spaces, UTF-8 unescaped. Strings, whole numbers, booleans, None, lists and dicts with string keys only.

    RFC 8785 sorts keys by UTF-16 code units; ours are ASCII, where that is Python's own order. Numbers with decimals are refused: money and the
    like are stored as strings, so that no reader has to agree on how a float is printed.
    """
    refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """The hash of a text's UTF-8 bytes, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON has no decimals here; store them as text")
    if isinstance(value, dict):
        for inner in value.values():
            refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            refuse_floats(inner)
