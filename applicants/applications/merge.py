"""Two devices write to one draft: what is taken over, and what waits for the person's choice. Pure; nothing here knows the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Answers = dict[str, Any]

_BASE = re.compile(r"\d{1,9}(?:;[-\w]{1,40}=\d{1,9}){0,500}", re.ASCII)


@dataclass(frozen=True)
class Base:
    """Which revision of each answer a page had seen: `whole` for all, and later ones for the keys that the page has saved since."""

    whole: int = 0
    later: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, newest: int) -> Base:
        """From “17” or “17;title=18;synopsis=19”. What is not one, or names a revision that does not exist yet, has seen nothing."""
        if not _BASE.fullmatch(text):
            return cls()
        whole, *rest = text.split(";")
        later = {key: int(number) for key, _, number in (part.partition("=") for part in rest)}
        if max([int(whole), *later.values()]) > newest:
            return cls()
        return cls(int(whole), later)

    def of(self, key: str) -> int:
        return self.later.get(key, self.whole)

    def __str__(self) -> str:
        return ";".join([str(self.whole), *(f"{key}={number}" for key, number in self.later.items())])


@dataclass(frozen=True)
class LogLine:
    """One save in the draft log, as far as merging needs it."""

    revision: int
    page: str
    changes: Answers


@dataclass(frozen=True)
class Merged:
    """`changes` are written; `conflicts` are kept beside."""

    changes: Answers
    conflicts: Answers


def contested(*, values: Answers, stored: Answers, revisions: Mapping[str, int], base: Base) -> set[str]:
    """The keys whose stored answer is newer than what the page had seen, and differs from what the page says. Usually none."""
    return {key for key, value in values.items() if value != stored.get(key) and revisions.get(key, 0) > base.of(key)}


def ours(key: str, *, base: Base, page: str, log: list[LogLine]) -> bool:
    """Whether only this page has written the answer since it saw it: a repeat after a lost reply, not another device."""
    return bool(page) and all(line.page == page for line in log if key in line.changes and line.revision > base.of(key))


def merge(*, values: Answers, stored: Answers, rivals: set[str], base: Base, log: list[LogLine]) -> Merged:
    """Three ways: what the page says, what is stored, and what the page had started from.

    `rivals` are the keys that another device has written since the page saw them, `log` the saves that touched these, the newest first. An answer
    that this page had not touched stays as stored; where both changed it, both are kept.
    """
    changes: Answers = {}
    conflicts: Answers = {}
    for key, value in values.items():
        if value == stored.get(key):
            continue
        if key not in rivals:
            changes[key] = value
        elif value != next((line.changes[key] for line in log if key in line.changes and line.revision <= base.of(key)), None):
            conflicts[key] = value
    return Merged(changes, conflicts)
