"""Which self-descriptions may have a floor in a call: those of which its terms said so before it opened, in words that everybody who is asked reads."""

from __future__ import annotations

from typing import NamedTuple

from applicants.calls.models import Call
from applicants.calls.places.entities import entities
from applicants.disclosure.consent import is_offered
from applicants.disclosure.floors.models import FloorStated
from applicants.disclosure.subjects import OTHERWISE, Derived, Question, Subject, subjects


class Askable(NamedTuple):
    """A subject with the answers that a floor may be about, and the sentence that stands in the call's terms."""

    code: str
    title: str
    options: list[tuple[str, str]]
    sentence: str


def askable(call: Call) -> dict[str, Askable]:
    """By its code; none where the call's notice does not speak of self-descriptions."""
    if not is_offered(call.notice_id):
        return {}
    known, rows = subjects(), FloorStated.objects.filter(call=call, at__lt=call.opens_at).order_by("pk")
    return {
        row.subject: Askable(row.subject, known[row.subject].title, options(known[row.subject]), str(row.sentence))
        for row in rows
        if row.subject in known and options(known[row.subject])
    }


def options(subject: Subject) -> list[tuple[str, str]]:
    """The answers that say something: silence, and what was answered otherwise, are none."""
    if isinstance(subject, Question) and subject.kind == "place":
        return [(entity.code, entity.name) for entity in entities().values()]
    if isinstance(subject, Derived) or (isinstance(subject, Question) and subject.kind == "choice"):
        return [(code, text) for code, text in subject.options if code != OTHERWISE]
    return []


def may_be_stated() -> list[tuple[str, str]]:
    """(code, title) of every subject that a call may state: those of the wording of now."""
    return [(code, subject.title) for code, subject in subjects().items() if "@" not in code and options(subject)]
