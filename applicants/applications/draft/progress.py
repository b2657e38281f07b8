"""How far a draft is, section by section."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from applicants.applications.models import Application
from applicants.calls.form_versions import LoadedForm, LoadedSection

STARTED, DONE = "started", "done"


def progress_of(section: LoadedSection, answers: Mapping[str, Any], unfinished: Collection[str] = ()) -> str:
    """Of one section: "done" when every required question has an answer and nothing has to be corrected, "started" when something is there, else "".

    A section in which nothing is required is done once something in it is answered.
    """
    to_correct = any(q["key"] in unfinished for q in section.questions)
    if not to_correct and not section.is_started(answers):
        return ""
    return STARTED if to_correct or section.unanswered(answers) else DONE


def bring_up_to_date(application: Application, form: LoadedForm, keys: Iterable[str] | None = None) -> None:
    """The progress of the row in memory, after answers under these keys were written (None: any). Where answers decide what is asked, all of it."""
    asked = form.asked(application.answers)
    if form.varies or keys is None:
        application.progress, touched = {}, set(asked.sections)
    else:
        touched = {asked.section_of[key] for key in keys if key in asked.section_of}
    for section in touched:
        application.progress[section.key] = progress_of(section, application.answers, application.unfinished)
