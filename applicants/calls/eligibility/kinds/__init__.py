"""The kinds of rules. A new one is a new file here: nothing else has to know of it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from applicants.calls.eligibility.kinds.base import RuleKind


@cache
def rule_kinds() -> dict[str, RuleKind]:
    """Every kind by its code, in the order in which staff choose among them."""
    from applicants.calls.eligibility.kinds.base import RuleKind

    found: list[RuleKind] = []
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, RuleKind) and value.__module__ == module.name and hasattr(value, "kind"):
                found.append(value())
    return {kind.kind: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.kind))}
