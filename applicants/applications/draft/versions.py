"""What has stood in a question: its versions, out of the draft log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from applicants.applications.draft.merge import UNFINISHED, Slot, as_read
from applicants.applications.models import Application, DraftEntry
from applicants.calls.carry_over import ASIDE
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question, strings
from applicants.calls.voice.answer import has_parts, text_of

IN_ONE_GO = timedelta(minutes=10)
READ, SHOWN = 400, 20

_COUNTED = """
SELECT rtrim(name, %(mark)s), count(*), max(at)
FROM applicants_draftentry, jsonb_object_keys(changes) AS name
WHERE application_id = %(application)s AND section <> '' GROUP BY 1
"""


class Count(NamedTuple):
    """How often an answer was saved, and when last."""

    saves: int
    last: datetime


class Version(NamedTuple):
    """What one save has left in a question; `entry` is the save."""

    entry: DraftEntry
    slot: Slot


class Versions(NamedTuple):
    """Some of an answer's versions, the newest first; older ones come before the revision `older` (0: there are none)."""

    rows: list[Version]
    older: int


def counted(application: Application, questions: Iterable[Question]) -> dict[str, Count]:
    """How many saves the log has of each of these questions. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"mark": UNFINISHED, "application": application.pk})
        rows: dict[str, Count] = {name: Count(saves, last) for name, saves, last in cursor.fetchall()}
    found = {}
    for q in questions:
        parts = [rows[place] for place in places(q) if place in rows]
        if parts:
            found[q["key"]] = Count(sum(part.saves for part in parts), max(part.last for part in parts))
    return found


def versions(application: Application, q: Question, *, before: int = 0, every: bool = False) -> Versions:
    """The newest ones, or those `before` a revision. One statement.

    A text that was only on its way (the same page has saved a longer one within ten minutes) is left out, unless `every` save is asked for.
    """
    log = entries(application, q)
    if before:
        log = log.filter(revision__lt=before)
    read = [Version(entry, slot) for entry in log.order_by("-revision")[:READ] if (slot := slot_of(entry.changes, q))]
    rows = [version for newer, version in zip([None, *read], read, strict=False) if every or not is_on_its_way(version, newer)]
    left = rows[SHOWN:]
    if left or len(read) == READ:
        return Versions(rows[:SHOWN], rows[:SHOWN][-1].entry.revision if left else read[-1].entry.revision)
    return Versions(rows, 0)


def entries(application: Application, q: Question) -> QuerySet[DraftEntry]:
    """The saves of the person (not what a newer form or a withdrawn consent has moved) that hold this question."""
    names = [f"{place}{mark}" for place in places(q) for mark in ("", UNFINISHED)]
    return DraftEntry.objects.filter(application=application, changes__has_any_keys=names).exclude(section="").select_related("actor")


def places(q: Question) -> list[str]:
    """Where an answer to a question of this type is, or was, kept."""
    return [q["key"], f"{q['key']}{ASIDE}{q['kind']}"]


def slot_of(changes: Mapping[str, Any], q: Question) -> Slot | None:
    """What an entry holds of a question; None when it is nothing, or of another type's shape."""
    slots = as_read(changes)
    slot = next((slots[place] for place in places(q) if place in slots), None)
    return slot if slot and (slot.value is None or can_hold(q, slot)) else None


def can_hold(q: Question, slot: Slot) -> bool:
    """Whether the question, which may have had another type once, can take this."""
    if not slot.typed:
        return question_type(q["kind"]).fits(slot.value)
    return is_typed_in(q, slot.value)


def is_typed_in(q: Question, typed: Any) -> bool:
    """Whether something that was kept as typed has the shape of what the question's controls send: a text, as many as there are boxes, or the parts of
    an answer that may be spoken."""
    kind = question_type(q["kind"])
    if has_parts(typed):
        return kind.fits(typed)
    blank = kind.field(q).widget.value_from_datadict({}, {}, q["key"])
    if not isinstance(blank, list):
        return isinstance(typed, str)
    return isinstance(typed, list) and (not blank or (len(typed) == len(blank) and all(isinstance(text, str) for text in typed)))


def is_on_its_way(version: Version, newer: Version | None) -> bool:
    if newer is None or version.entry.conflict or newer.entry.conflict or not version.entry.page:
        return False
    at_once = newer.entry.page == version.entry.page and newer.entry.at - version.entry.at <= IN_ONE_GO
    return at_once and length(version.slot) <= length(newer.slot)


def length(slot: Slot) -> int:
    return len(text_of(slot.value)) if has_parts(slot.value) else sum(len(text) for text in strings(slot.value))
