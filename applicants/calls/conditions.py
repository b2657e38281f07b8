"""Whether something is asked, by what was answered before it. Pure: a condition is part of a form's document.

{"match": "all" or "any", "rules": [{"key": …, "in": [codes]}, {"key": …, "not_in": [codes]} or {"key": …, "from": 1, "to": 3}]}: the question `key`
has one of these answers (a declaration: "true"), an answer that is none of these, or a number in this range, of which one end may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from applicants.calls.questions.base import Json, is_answered

Condition = Mapping[str, Any]
Rule = Mapping[str, Any]

BY_CODE = ("choice", "choices", "country", "entity", "declaration")
BY_NUMBER = ("whole_number",)
KINDS = (*BY_CODE, *BY_NUMBER)
"""Kinds of questions on whose answers something may depend: those with a closed set of answers, and whole numbers."""


def holds(condition: Condition | None, answers: Mapping[str, Json]) -> bool:
    """Whether these answers (of what is asked itself) meet the condition. No condition always holds."""
    if not condition:
        return True
    met = (is_met(rule, answers.get(rule["key"])) for rule in condition["rules"])
    return any(met) if condition["match"] == "any" else all(met)


def is_met(rule: Rule, value: Json) -> bool:
    """Whether one answer meets one rule; none never does, not even that it is none of some."""
    if not is_answered(value):
        return False
    if "in" in rule:
        return not codes_of(value).isdisjoint(rule["in"])
    if "not_in" in rule:
        codes = codes_of(value)
        return bool(codes) and codes.isdisjoint(rule["not_in"])
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return bool(rule.get("from", value) <= value <= rule.get("to", value))


def codes_of(value: Json) -> set[str]:
    """The codes that an answer consists of."""
    if value is True:
        return {"true"}
    return {code for code in (value if isinstance(value, list) else [value]) if isinstance(code, str)}


def keys_in(condition: Condition | None) -> Iterator[str]:
    """The questions on which a condition depends."""
    return (rule["key"] for rule in (condition or {}).get("rules", ()))
