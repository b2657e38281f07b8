"""Moves the answers of a draft from one form version to a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.calls.questions.base import Json, is_answered

ASIDE = "~"


def kinds(document: Mapping[str, Any]) -> dict[str, str]:
    return {q["key"]: q["kind"] for section in document["sections"] for q in section["questions"]}


def place_of(key: str, was: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Where an answer to a question of the form `was` is kept under the form `now` (kinds by key): under its key, or aside as "key~kind"."""
    return key if now.get(key) == was[key] else f"{key}{ASIDE}{was[key]}"


def carry_over(old: Mapping[str, Any], new: Mapping[str, Any], kept: Mapping[str, Json]) -> dict[str, Json]:
    """What is kept by question key (answers, or what belongs to them) under the new form; nothing is lost.

    A question that stands keeps its answer. Where one was dropped or has changed its type, the answer is put aside as "key~type", and taken up
    again when a question of this key and type comes back: however many versions lie between, an answer is never read as one of another type.
    """
    was, now = kinds(old), kinds(new)
    carried = dict(kept)
    for key in was:
        if key in carried:
            value = carried.pop(key)
            carried[place_of(key, was, now)] = value
    for key, kind in now.items():
        if not is_answered(carried.get(key)) and f"{key}{ASIDE}{kind}" in carried:
            carried[key] = carried.pop(f"{key}{ASIDE}{kind}")
    return carried
