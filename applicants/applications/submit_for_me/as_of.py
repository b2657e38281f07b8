"""Drafts as they stood at their deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from applicants.applications.draft.merge import Slot, as_read
from applicants.applications.models import Application, DraftEntry


def as_of_deadline(applications: Iterable[Application]) -> None:
    """Take back, in memory alone, what was saved after the deadline: it stays in the draft, and is not handed in. One statement; none when nothing
    came later. An entry's instant is that of its arrival, so what was on its way in time counts."""
    late = {application.pk: application for application in applications if application.saved_at > application.deadline}
    if not late:
        return
    logs: dict[int, list[DraftEntry]] = {pk: [] for pk in late}
    for entry in DraftEntry.objects.filter(application__in=late).order_by("application", "revision"):
        logs[entry.application_id].append(entry)
    for pk, application in late.items():
        turn_back(application, logs[pk], application.deadline)


def turn_back(application: Application, log: list[DraftEntry], to: datetime) -> None:
    """Each answer that was written after `to` gets what it had before: its newest entry until then, or nothing."""
    counted = [as_read(entry.changes) for entry in log if not entry.conflict and in_time(entry, to)]
    touched = {key for entry in log if not entry.conflict and not in_time(entry, to) for key in as_read(entry.changes)}
    stood: dict[str, Slot] = {}
    for slots in counted:
        stood |= {key: slot for key, slot in slots.items() if key in touched}
    answers: dict[str, Any] = {key: value for key, value in application.answers.items() if key not in touched}
    unfinished: dict[str, Any] = {key: typed for key, typed in application.unfinished.items() if key not in touched}
    for key, slot in stood.items():
        if slot.typed:
            unfinished[key] = slot.value
            slot = newest_answer(counted, key)
        if slot.value is not None:
            answers[key] = slot.value
    rivals = {entry.revision for entry in log if entry.conflict and entry.at <= to}
    waiting = {key: [number for number in numbers if number in rivals] for key, numbers in application.conflicts.items()}
    application.answers, application.unfinished = answers, unfinished
    application.conflicts = {key: numbers for key, numbers in waiting.items() if numbers}


def in_time(entry: DraftEntry, to: datetime) -> bool:
    """Also what moved with a newer form, and what went with a consent: those are no page's and are logged under no section."""
    return entry.at <= to or not entry.section


def newest_answer(counted: list[dict[str, Slot]], key: str) -> Slot:
    """What stands beside something kept as typed."""
    return next((slots[key] for slots in reversed(counted) if key in slots and not slots[key].typed), Slot())
