"""How a section is shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from applicants.applications.asked import asked_form
from applicants.applications.draft.authors import bylines, entries_with_authors
from applicants.applications.draft.log import slot_in, waiting
from applicants.applications.draft.merge import Base, Slot
from applicants.applications.draft.progress import DONE
from applicants.applications.draft.reading import sentences
from applicants.applications.draft.store import stand
from applicants.applications.models import Application
from applicants.applications.pages.aside import aside
from applicants.applications.pages.boxes import deadline_box, progress_box
from applicants.applications.pages.keeping import kept_for
from applicants.applications.pages.person import PersonRequest
from applicants.applications.pages.sent import TURN, shown
from applicants.applications.pages.summary import files_at
from applicants.applications.pages.times import several
from applicants.applications.two_clocks import other_zone
from applicants.calls.form_versions import LoadedSection, form_version
from applicants.calls.questions import question_type
from applicants.calls.questions.base import Question, Shown, strings
from applicants.calls.section_form import SectionForm
from applicants.calls.voice.answer import has_parts
from fundportal.accounts.devices import called, keeper
from fundportal.web.arrival import arrived_at
from fundportal.web.bilingual import pick
from fundportal.web.moments import clock
from fundportal.web.pack.helper import section_helper

FIELDS = section_helper()


class Written(NamedTuple):
    """One of several texts of an answer; `choice` is what its button sends, `by` who wrote it, empty for the reader's own."""

    choice: str
    time: str
    shown: Shown
    by: str


class Contested(NamedTuple):
    """A question that two devices, or two people, have answered at once; `own` when all of it is the reader's."""

    label: str
    versions: list[Written]

    @property
    def own(self) -> bool:
        return not any(version.by for version in self.versions)


class Correction(NamedTuple):
    """Something that was kept as typed, and why it is not an answer yet."""

    key: str
    label: str
    sentence: str


def section_page(
    request: PersonRequest,
    application: Application,
    section: LoadedSection,
    form: SectionForm,
    *,
    base: Base | None = None,
    before: Mapping[str, str] | None = None,
    note: str = "",
) -> HttpResponse:
    """The page of a section. Into the form go: which answers the page has seen (`base`), which page it is and how often it has saved (as in what
    was sent `before`, when it is shown again), and which form it shows."""
    whole, asked, sent = form_version(application.form_version_id), asked_form(application), before or {}
    mark, turn = sent.get(".page", ""), sent.get(".turn", "")
    troubled = application.conflicts.keys() | application.unfinished.keys()
    done = [
        place
        for place, each in enumerate(asked.sections, start=1)
        if application.progress.get(each.key) == DONE and troubled.isdisjoint(q["key"] for q in each.questions)
    ]
    here = next((each for each in asked.sections if each.key == section.key), section)
    left_out = [q for q in here.questions if q["sensitive"]] if section.is_plain else []
    beside = aside(application, request.user, arrived_at(request))
    zone = other_zone(application.saved_at, application.call.time_zone, request.user.time_zone) or application.call.time_zone
    keep = keeper(request)
    context: dict[str, Any] = {
        "application": application,
        "keep": keep,
        "called": called(request),
        "section": section,
        "title": here.title,
        "number": here.place + 1,
        "total": len(asked.sections),
        "aside": beside,
        "deadline_box": deadline_box(beside),
        "progress_box": progress_box(len(asked.sections), done, here.place + 1),
        "form": form,
        "fields": FIELDS,
        "base": str(base or Base(application.revision)),
        "mark": mark[:16] if mark.isalnum() else secrets.token_hex(8),
        "turn": turn if TURN.fullmatch(turn) and mark.isalnum() else 0,
        "shown": shown(whole, section),
        "needs_consent": any(q["required"] for q in left_out),
        "left_out": left_out,
        "corrections": [] if form.is_bound else corrections(application, section),
        "retired": [pick(q["label"]) for q in section.questions if q["key"] in form.retired],
        "files_at": files_at(application.folio),
        "contested": contested(application, section, zone),
        "several": several(application, whole, asked, here) if section.repeat else None,
        "note": note,
    }
    return kept_for("" if note or form.is_bound else keep, application.hand, render(request, "applications/section.html", context))


def corrections(application: Application, section: LoadedSection) -> list[Correction]:
    return [
        Correction(q["key"], pick(q["label"]), sentence)
        for q in section.questions
        if q["key"] in application.unfinished
        for sentence in sentences(q, application.unfinished[q["key"]])
    ]


def contested(application: Application, section: LoadedSection, zone: str) -> list[Contested]:
    """The section's questions with several versions; two or three statements, and none where there are none."""
    asked = [q for q in section.questions if q["key"] in application.conflicts]
    if not asked:
        return []
    entries = waiting(application, [q["key"] for q in asked])
    standing = {q["key"]: application.revisions.get(q["key"], 0) for q in asked}
    wrote = entries_with_authors(application, [*standing.values(), *(entry.revision for entry in entries)])
    names = bylines(application, [entry.actor for entry in wrote.values()], application.hand)

    def version(q: Question, choice: str, time: str, slot: Slot, revision: int) -> Written:
        kind, author = question_type(q["kind"]), wrote[revision].actor_id if revision in wrote else None
        shown = kind.show(slot.value, q) if not slot.typed or has_parts(slot.value) else Shown("lines", list(strings(slot.value)))
        return Written(f"{q['key']}:{choice}", time, shown, names.get(author or 0, ""))

    return [
        Contested(
            pick(q["label"]),
            [
                version(q, "keep", "", stand(application, [q["key"]])[q["key"]], standing[q["key"]]),
                *(
                    version(q, str(entry.revision), clock(entry.at.astimezone(ZoneInfo(zone))), slot, entry.revision)
                    for entry in entries
                    if entry.revision in application.conflicts[q["key"]] and (slot := slot_in(entry.changes, q["key"]))
                ),
            ],
        )
        for q in asked
    ]
