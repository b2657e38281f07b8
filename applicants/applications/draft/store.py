"""The only place that writes a draft: its row, and the log of how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from applicants.applications.draft.merge import Slot, Slots, as_written
from applicants.applications.models import Application, DraftEntry
from fundportal.web.rows import insert, insert_and_update, update


def stand(application: Application, keys: Iterable[str]) -> dict[str, Slot]:
    """What the person sees in each of these questions: what was kept as typed, else the answer."""
    return {
        key: Slot(application.unfinished[key], True) if key in application.unfinished else Slot(application.answers.get(key))
        for key in keys
    }


def log_entry(
    application: Application, *, section: str, changes: Mapping[str, Any], at: datetime, page: str = "", conflict: bool = False
) -> DraftEntry:
    """The next entry of the log, in memory, under a revision of its own."""
    application.revision += 1
    return DraftEntry(
        application=application,
        revision=application.revision,
        at=at,
        actor_id=application.writer_id,
        section=section,
        changes=changes,
        page=page[:16],
        conflict=conflict,
    )


def write(application: Application, changes: Slots, *, section: str, at: datetime, page: str = "") -> list[DraftEntry]:
    """Bring the row in memory up to date. Returns what goes into the log of it: one entry, or none."""
    if not changes:
        return []
    entry = log_entry(application, section=section, changes=as_written(changes), at=at, page=page)
    for key, slot in changes.items():
        application.revisions[key] = entry.revision
        if slot.typed:
            application.unfinished[key] = slot.value
            continue
        application.unfinished.pop(key, None)
        application.answers[key] = slot.value
        if slot.value is None:
            del application.answers[key]
    return [entry]


def set_beside(application: Application, conflicts: Slots, *, section: str, at: datetime, page: str) -> list[DraftEntry]:
    """Keep other versions in the log, until the person has chosen."""
    if not conflicts:
        return []
    entry = log_entry(application, section=section, changes=as_written(conflicts), at=at, page=page, conflict=True)
    for key in conflicts:
        application.conflicts.setdefault(key, []).append(entry.revision)
    return [entry]


def store(application: Application, entries: list[DraftEntry]) -> None:
    """Append to the log and write the locked row: with one statement where there is one entry, as nearly always."""
    if entries:
        application.saved_at = max(application.saved_at, entries[-1].at)
    written = {
        "answers": application.answers,
        "revisions": application.revisions,
        "revision": application.revision,
        "progress": application.progress,
        "unfinished": application.unfinished,
        "conflicts": application.conflicts,
        "turns": application.turns,
        "form_version_id": application.form_version_id,
        "saved_at": application.saved_at,
    }
    if len(entries) == 1:
        insert_and_update(entries[0], application, **written)
        return
    insert(entries)
    update([application], **written)
