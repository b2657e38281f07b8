"""Moves the answers of a draft from one form version to a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.calls.questions.base import Json, is_answered

ASIDE = "~"


def kinds(document: Mapping[str, Any]) -> dict[str, str]:
    return {q["key"]: q["kind"] for section in document["sections"] for q in section["questions"]}


def carry_over(old: Mapping[str, Any], new: Mapping[str, Any], answers: Mapping[str, Json]) -> dict[str, Json]:
    """The answers under the new form; nothing is lost.

    A question that stands keeps its answer; one that was dropped keeps it too, unseen, in case it comes back. Where a question has changed its
    type the old answer no longer fits: it is put aside as "key~oldtype", and taken up again should that type return.
    """
    was, now = kinds(old), kinds(new)
    carried = dict(answers)
    for key, kind in now.items():
        if key in was and was[key] != kind and key in carried:
            carried[f"{key}{ASIDE}{was[key]}"] = carried.pop(key)
        if not is_answered(carried.get(key)) and f"{key}{ASIDE}{kind}" in carried:
            carried[key] = carried.pop(f"{key}{ASIDE}{kind}")
    return carried
