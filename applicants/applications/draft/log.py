"""Reading the draft log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from applicants.applications.draft.merge import UNFINISHED, LogLine, Slot, as_read
from applicants.applications.models import Application, DraftEntry
from applicants.calls.carry_over import ASIDE


def lines_about(application: Application, keys: Iterable[str]) -> list[LogLine]:
    """The saves that wrote any of these answers, the newest first; texts that wait for a choice are not among them."""
    wanted = sorted(keys)
    names = sorted({name for key in wanted for bare in (key, key.partition(ASIDE)[0]) for name in (bare, f"{bare}{UNFINISHED}")})
    rows = DraftEntry.objects.filter(application=application, conflict=False, changes__has_any_keys=names).order_by("-revision")
    return [
        LogLine(revision, page, {key: slot for key in wanted if (slot := slot_in(changes, key))})
        for revision, page, changes in rows.values_list("revision", "page", "changes")
    ]


def waiting(application: Application, keys: Iterable[str]) -> list[DraftEntry]:
    """The entries that hold other versions of these answers and wait for the person's choice, the oldest first. No statement when there are none."""
    conflicts: Mapping[str, Any] = application.conflicts
    revisions = sorted({revision for key in keys for revision in conflicts.get(key, [])})
    if not revisions:
        return []
    return list(DraftEntry.objects.filter(application=application, conflict=True, revision__in=revisions).order_by("revision"))


def slot_in(changes: Mapping[str, Any], key: str) -> Slot | None:
    """What an entry holds of this question; also when it was out of the form, or came back to it, in between."""
    slots = as_read(changes)
    bare = key.partition(ASIDE)[0]
    return slots.get(key) or next((slot for name, slot in slots.items() if name.partition(ASIDE)[0] == bare), None)
