"""The order of sections and questions while a form is being written."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from applicants.calls.models import Call, Question, Section


@transaction.atomic
def move(*, row: Section | Question, up: bool) -> None:
    """Let a section or question change places with the one before it (or after it); at the end of the line nothing happens."""
    rows: list[Any] = list(neighbours(row).order_by("order", "id").select_for_update())
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, each in enumerate(rows):
        if each.order != order:
            type(each).objects.filter(pk=each.pk).update(order=order)


def neighbours(row: Section | Question) -> QuerySet[Section] | QuerySet[Question]:
    if isinstance(row, Section):
        return Section.objects.filter(call_id=row.call_id)
    return Question.objects.filter(section_id=row.section_id)


def last(rows: QuerySet[Section] | QuerySet[Question]) -> int:
    """The order of one that comes after all of these."""
    order = rows.order_by("-order").values_list("order", flat=True).first()
    return 0 if order is None else order + 1


def published_keys(call: Call) -> tuple[set[str], set[str]]:
    """Keys of sections and of questions in any published version: answers hang on them, so they stay."""
    sections: set[str] = set()
    questions: set[str] = set()
    for document in call.form_versions.values_list("document", flat=True):
        for section in document["sections"]:
            sections.add(section["key"])
            questions.update(q["key"] for q in section["questions"])
    return sections, questions
