"""How small a group may be seen by whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Counts under `threshold` are not shown, zero included; what is shown is rounded to `base`."""

    code: str
    threshold: int
    base: int


INTERNAL = Rule("internal", 5, 1)
"""For the programme's own staff."""
PUBLIC = Rule("public", 10, 5)
"""For whatever leaves the programme."""
