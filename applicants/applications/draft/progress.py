"""How far a draft is, section by section."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from applicants.calls.form_versions import LoadedSection

STARTED, DONE = "started", "done"


def progress_of(section: LoadedSection, answers: Mapping[str, Any], unfinished: Collection[str] = ()) -> str:
    """Of one section: "done" when every required question has an answer and nothing has to be corrected, "started" when something is there, else "".

    A section in which nothing is required is done once something in it is answered.
    """
    to_correct = any(q["key"] in unfinished for q in section.questions)
    if not to_correct and not section.is_started(answers):
        return ""
    return STARTED if to_correct or section.unanswered(answers) else DONE
