"""The texts of an application that reviewers read, each with its place, so that what is found in one can be covered there.

Places: q: an answer, by the question's key; t: what staff wrote of a spoken answer; c: a question of staff and its answer, by number; k: a line of the
collective, by its name; r: a letter of reference, by its id; f: a file, by its id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from applicants.calls.questions.base import Shown

Change = Callable[[str, str], str]
"""A place and a text -> the text as it is to be read."""


def changed_parts(parts: Sequence[Any], change: Change) -> list[Any]:
    """The sections of a reading, each answer and each transcript changed."""
    return [part._replace(lines=[changed_line(line, change) for line in part.lines]) for part in parts]


def changed_line(line: Any, change: Change) -> Any:
    beside = [each._replace(paragraphs=[change(f"t:{line.key}", paragraph) for paragraph in each.paragraphs]) for each in line.beside]
    return line._replace(shown=changed_answer(line.shown, f"q:{line.key}", change), beside=beside)


def changed_answer(shown: Shown, place: str, change: Change) -> Shown:
    """The answer with its texts changed. A link of which something is covered leads nowhere any more; names of files are never shown."""
    data = shown.data
    if shown.kind == "text":
        return Shown("text", change(place, str(data)))
    if shown.kind in ("paragraphs", "lines"):
        return Shown(shown.kind, [change(place, text) for text in data])
    if shown.kind == "link":
        found = change(place, str(data))
        return shown if found == data else Shown("text", found)
    if shown.kind == "voice":
        return Shown("voice", {**data, "paragraphs": [change(place, text) for text in data["paragraphs"]]})
    if shown.kind == "table":
        rows = [[(change(place, str(cell)), number) for cell, number in row] for row in data["rows"]]
        return Shown("table", {**data, "rows": rows})
    return shown


def changed_clarified(clarified: Sequence[Any], change: Change) -> list[Any]:
    """What staff asked afterwards and what was answered."""
    return [changed_asked(each, f"c:{each.clarification.number}", change) for each in clarified]


def changed_asked(each: Any, place: str, change: Change) -> Any:
    row = copy(each.clarification)  # only to be read
    row.text = change(place, row.text)
    now = changed_answer(each.now, place, change) if each.now else None
    return each._replace(clarification=row, now=now, note=change(place, each.note) if each.note else each.note)


def changed_facts(facts: Sequence[Any], change: Change) -> list[Any]:
    """The lines of a collective."""
    return [fact._replace(text=change(f"k:{fact.name}", fact.text)) for fact in facts]


def changed_letters(letters: Sequence[Any], change: Change) -> list[Any]:
    """Letters of reference."""
    found = []
    for letter in letters:
        row = copy(letter)  # only to be read
        row.text = change(f"r:{letter.pk}", letter.text)
        found.append(row)
    return found
