"""Clarifications as they are read: by their person, by staff, by reviewers."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from applicants.applications.clarification.about import question_of
from applicants.applications.clarification.models import Clarification
from applicants.applications.models import Application
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Shown, file_in
from fundportal.web.bilingual import pick


class Clarified(NamedTuple):
    """One of them: the form's question, what was handed in (`before`), and what came since (`now`, none while it waits)."""

    clarification: Clarification
    label: str
    before: Shown
    now: Shown | None
    note: str


def clarified(application: Application, *, hidden: Collection[str] = (), answered: bool = False) -> list[Clarified]:
    """Those of an application, in the order asked; not those about `hidden` questions; the `answered` ones alone if asked for. One statement."""
    rows = (
        Clarification.objects.filter(application=application)
        .exclude(question__in=hidden)
        .select_related("submission", "asked_by", "taken_back_by")
    )
    if answered:
        rows = rows.filter(answered_at__isnull=False)
    found = []
    for row in rows.order_by("number"):
        row.application = application
        found.append(as_read(row))
    return found


def as_read(row: Clarification) -> Clarified:
    asked = question_of(row)
    kind, content = question_type(asked["kind"]), row.content
    before = kind.show(row.submission.content["answers"].get(row.question), asked)
    now = kind.show(content.get("answer"), asked) if row.answered_at else None
    return Clarified(row, pick(asked["label"]), before, now, content.get("note", ""))


def clarified_files(application: Application) -> dict[str, str]:
    """Id of each file that came as an answer -> key of its question. One statement."""
    return {file: key for file, (_application, key) in clarified_files_of([application.pk]).items()}


def clarified_files_of(applications: Collection[int]) -> dict[str, tuple[int, str]]:
    """Id of each file that came as an answer -> its application, and the key of its question. One statement, however many there are."""
    rows = Clarification.objects.filter(application__in=applications, answered_at__isnull=False)
    return {found["file"]: (row.application_id, row.question) for row in rows if (found := file_in(row.content.get("answer")))}
