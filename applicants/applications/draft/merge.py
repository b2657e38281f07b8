"""Two devices write to one draft: what is taken over, and what waits for the person's choice. Pure; nothing here knows the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from applicants.calls.languages.field import CONTROLS
from applicants.calls.voice.answer import RECORDING, TEXT, closed_again, has_parts, opened

UNFINISHED = "!"


class Slot(NamedTuple):
    """What stands in one question: an answer (None: none), or something `typed` that cannot be an answer yet."""

    value: Any = None
    typed: bool = False


Slots = Mapping[str, Slot]


def as_written(slots: Slots) -> dict[str, Any]:
    """As the draft log has it: what was kept as typed stands under the key with a "!" behind it."""
    return {f"{key}{UNFINISHED}" if slot.typed else key: slot.value for key, slot in slots.items()}


def as_read(changes: Mapping[str, Any]) -> dict[str, Slot]:
    """The same, read."""
    return {key.removesuffix(UNFINISHED): Slot(value, key.endswith(UNFINISHED)) for key, value in changes.items()}


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
    slots: Slots


@dataclass(frozen=True)
class Merged:
    """`changes` are written; `conflicts` are kept beside."""

    changes: dict[str, Slot]
    conflicts: dict[str, Slot]


def contested(*, sent: Slots, stored: Slots, revisions: Mapping[str, int], base: Base) -> set[str]:
    """The keys of which something newer is stored than what the page had seen, and other than what the page says. Usually none."""
    return {key for key, slot in sent.items() if slot != stored.get(key, Slot()) and revisions.get(key, 0) > base.of(key)}


def ours(key: str, *, base: Base, page: str, log: list[LogLine]) -> bool:
    """Whether only this page has written the answer since it saw it: a repeat after a lost reply, not another device."""
    writers = {line.page for line in log if key in line.slots and line.revision > base.of(key)}
    return bool(page) and writers == {page}


def merge(*, sent: Slots, stored: Slots, rivals: set[str], base: Base, log: list[LogLine]) -> Merged:
    """Three ways: what the page says, what is stored, and what the page had started from.

    `rivals` are the keys that another device has written since the page saw them, `log` the saves that touched these, the newest first. An answer
    that this page had not touched stays as stored; where both changed it, both are kept. What was kept as typed is no less than an answer.
    """
    merged = Merged({}, {})
    for key, slot in sent.items():
        if slot == stored.get(key, Slot()):
            continue
        if key not in rivals:
            merged.changes[key] = slot
            continue
        was = next((line.slots[key] for line in log if key in line.slots and line.revision <= base.of(key)), Slot())
        if slot != was:
            stands, waits = side_by_side(was, stored.get(key, Slot()), slot)
            if stands != stored.get(key, Slot()):
                merged.changes[key] = stands
            if waits:
                merged.conflicts[key] = waits
    return merged


def side_by_side(was: Slot, theirs: Slot, ours: Slot) -> tuple[Slot, Slot | None]:
    """An answer that both have changed: what stands, and what waits for the person's choice.

    One may have written while the other recorded: of an answer that has parts, each part counts on its own, and only where both have changed the
    same one do both versions stay. Any other answer is one piece.
    """
    if not any(has_parts(slot.value) for slot in (was, theirs, ours)):
        return theirs, ours
    before, there, here = (opened(slot.value) for slot in (was, theirs, ours))
    stands, waits, is_contested = dict(there), dict(here), False
    for names in ((TEXT,), (RECORDING,), CONTROLS):
        if all(here[name] == before[name] for name in names):
            waits |= {name: there[name] for name in names}
        elif all(there[name] in (before[name], here[name]) for name in names):
            stands |= {name: here[name] for name in names}
        else:
            is_contested = True
    to_correct = (theirs.typed and stands[TEXT] == there[TEXT]) or (ours.typed and stands[TEXT] == here[TEXT])
    return put_together(stands, to_correct), put_together(waits, ours.typed) if is_contested else None


def put_together(form: dict[str, Any], typed: bool) -> Slot:
    return Slot(form, True) if typed else Slot(closed_again(form))


# A page counts what it sends, so that a save which was on its way for long is not taken for the newest. [[mark, newest turn], …], newest page last.
Turns = list[list[Any]]
PAGES_KNOWN = 12


def is_overtaken(turns: Turns, page: str, turn: int) -> bool:
    """Whether something newer has come already from the same page; that holds everything which this one would say."""
    return any(mark == page and newest > turn for mark, newest in turns)


def with_turn(turns: Turns, page: str, turn: int) -> Turns:
    """The turns with this one, of the last pages that have written. A page without the script does not count and is not kept."""
    if not page or not turn or [page, turn] in turns:
        return turns
    return [*(each for each in turns if each[0] != page), [page, turn]][-PAGES_KNOWN:]
