"""Keys of questions are names of controls on a page: which ones would be taken for something else."""

from __future__ import annotations

import re
from collections.abc import Collection

# Other controls of a section's page, and what its script reads of the form element (a control called so would stand in its place).
CONTROLS = frozenset({"accion", "csrfmiddlewaretoken", "dataset", "elements"})
_OF_ANOTHER = re.compile(r"(.+)_(?:\d+|currency|helptext|error|count|limits)")


def is_taken(key: str, others: Collection[str]) -> bool:
    """Whether a new question cannot have this key: another has it, or one of the two would be named like a part of the other (“date” and “date_1”)."""
    return key in CONTROLS or key in others or owner(key) in others or any(owner(other) == key for other in others)


def owner(key: str) -> str:
    """The question of which this key could name a part; empty for a plain one."""
    found = _OF_ANOTHER.fullmatch(key)
    return found[1] if found else ""
