"""Sections that are filled in several times. Pure: how the times of a section are counted, and under which keys their answers are kept.

The first time has the keys of the form itself; the second adds "-2" to the section's key and to those of its questions (which have no hyphen
themselves), so that each is a page and an answer like any other. A number is never given to something else: what is taken away leaves a gap and can
come back. Which numbers there are stands among the answers under the section's key with a "#".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from applicants.calls.questions.base import Json

MOST_TIMES = 20
LAST_NUMBER = 99
LONGEST_SUFFIX = len(f"-{LAST_NUMBER}")
_NUMBERED = re.compile(r"(.+)-([2-9]|[1-9]\d)", re.ASCII)


class Repeat(NamedTuple):
    """How often a section is filled in."""

    min: int
    max: int


def numbered(key: str, number: int) -> str:
    """The key of a section or question, the `number`th time."""
    return key if number == 1 else f"{key}-{number}"


def taken_apart(key: str) -> tuple[str, int]:
    """The key as the form has it, and the how manyth time this is."""
    found = _NUMBERED.fullmatch(key)
    return (found[1], int(found[2])) if found else (key, 1)


def base_of(key: str) -> str:
    """The key as the form has it."""
    return taken_apart(key)[0]


def list_key(section: str) -> str:
    """Under which the numbers of a section stand among the answers."""
    return f"{section}#"


def numbers(repeat: Repeat, stored: Json) -> list[int]:
    """The numbers that there are, in order: what is stored, else as many as there have to be; never fewer than those."""
    there = sorted({n for n in stored if is_number(n)}) if isinstance(stored, list) else []
    missing = (n for n in range(1, LAST_NUMBER + 1) if n not in there)
    return sorted([*there, *(next(missing) for _ in range(repeat.min - len(there)))])


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LAST_NUMBER


def used(keys: Iterable[str], answers: Mapping[str, Json]) -> set[int]:
    """The numbers under which something is kept as an answer to any of these questions of a section."""
    wanted = set(keys)
    return {number for base, number in map(taken_apart, answers) if base in wanted}
