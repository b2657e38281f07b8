"""A language as it is stored: {"code": of the catalogue, "words": as the person says it}, one of them or both."""

from __future__ import annotations

from typing import Any

from applicants.calls.languages.catalogue import is_language, language_name

LONGEST = 120


def is_said(value: Any) -> bool:
    """Whether a JSON value is a language as it is stored."""
    return (
        isinstance(value, dict)
        and bool(value)
        and value.keys() <= {"code", "words"}
        and all(isinstance(each, str) for each in value.values())
    )


def said(value: Any) -> str:
    """For a reader: the name of the catalogue, self-name first, and what the person said of it; empty when nothing is stored."""
    if not is_said(value):
        return ""
    return ", ".join(part for part in (language_name(value.get("code", "")), value.get("words", "")) if part)


def known_code(value: Any) -> str:
    """The catalogue's code of a stored language; empty when it was said in words alone."""
    code = value.get("code", "") if is_said(value) else ""
    return code if is_language(code) else ""
