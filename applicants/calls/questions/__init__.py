"""The question types. A new one is a new file here: nothing else has to know of it."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from applicants.calls.questions.base import QuestionType


@cache
def question_types() -> dict[str, QuestionType]:
    """Every type by its kind, in the order in which staff choose among them."""
    from applicants.calls.questions.base import QuestionType

    found: list[QuestionType] = []
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, QuestionType) and value.__module__ == module.name and hasattr(value, "kind"):
                found.append(value())
    return {kind.kind: kind for kind in sorted(found, key=lambda kind: (kind.order, kind.kind))}


def question_type(kind: str) -> QuestionType:
    """The type of this kind. Raises KeyError when there is none."""
    return question_types()[kind]
