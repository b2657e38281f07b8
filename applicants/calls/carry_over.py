"""Moves the answers of a draft from one form version to a newer one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.calls.questions.base import Json, is_answered
from applicants.calls.repeats import base_of

ASIDE = "~"


def kinds(document: Mapping[str, Any]) -> dict[str, str]:
    return {q["key"]: q["kind"] for section in document["sections"] for q in section["questions"]}


def place_of(key: str, was: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Where an answer to a question of the form `was` is kept under the form `now` (kinds by key): under its key, or aside as "key~kind".

    Any time of a section that repeats counts as its first: what the form no longer repeats stays under its key, and nobody is asked it.
    """
    kind = was[base_of(key)]
    return key if now.get(base_of(key)) == kind else f"{key}{ASIDE}{kind}"


def carry_over(old: Mapping[str, Any], new: Mapping[str, Any], kept: Mapping[str, Json]) -> dict[str, Json]:
    """What is kept by question key (answers, or what belongs to them) under the new form; nothing is lost.

    A question that stands keeps its answer. Where one was dropped or has changed its type, the answer is put aside as "key~type", and taken up
    again when a question of this key and type comes back: however many versions lie between, an answer is never read as one of another type.
    """
    was, now = kinds(old), kinds(new)
    carried = dict(kept)
    for key in kept:
        if base_of(key) in was:
            value = carried.pop(key)
            carried[place_of(key, was, now)] = value
    for aside in [key for key in carried if ASIDE in key]:
        key, _aside, kind = aside.partition(ASIDE)
        if now.get(base_of(key)) == kind and not is_answered(carried.get(key)):
            carried[key] = carried.pop(aside)
    return carried
