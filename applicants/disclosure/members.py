"""Who is counted: the caller says it, and what it knows of each itself."""

from __future__ import annotations

from typing import NamedTuple


class Member(NamedTuple):
    """Somebody in a call, of whom the caller knows the groups: subject -> code."""

    person: int
    call: int
    groups: tuple[tuple[str, str], ...] = ()
