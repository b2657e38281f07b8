"""How a fictional draft was written: section by section, at certain hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from applicants.applications.draft.progress import progress_of
from applicants.calls.form_versions import LoadedForm, LoadedSection
from applicants.calls.questions.base import file_in
from applicants.calls.repeats import list_key
from applicants.samples.stage import Stage


@dataclass
class Draft:
    """The answers with the log of how they came about. `log` holds (revision, section, changes, at)."""

    folio: str
    started: datetime
    saved: datetime
    answers: dict[str, Any] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    progress: dict[str, str] = field(default_factory=dict)
    log: list[tuple[int, str, dict[str, Any], datetime]] = field(default_factory=list)

    @property
    def revision(self) -> int:
        return len(self.log)

    def save(self, section: LoadedSection, changes: dict[str, Any]) -> None:
        """One save of a section."""
        self.log.append((len(self.log) + 1, section.key, changes, self.saved))
        self.answers.update(changes)
        self.revisions.update(dict.fromkeys(changes, len(self.log)))
        self.progress[section.key] = progress_of(section, changes)


def write_draft(stage: Stage, answers: dict[str, Any], started: datetime, *, complete: bool) -> Draft:
    """The draft with all answers, or, when not `complete`, with those of the first few sections."""
    form, random = stage.form.asked(answers), stage.random
    draft = Draft(stage.new_folio(), started, started)
    for section in form.sections if complete else form.sections[: random.randint(0, len(form.sections) - 1)]:
        changes = {q["key"]: answers[q["key"]] for q in section.questions if q["key"] in answers}
        if section.ordinal == 1:
            changes[list_key(section.base)] = answers[list_key(section.base)]
        if changes:
            draft.saved += timedelta(seconds=random.randint(90, 1500))
            draft.save(section, changes)
    return draft


def files_in(form: LoadedForm, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The file answers, as a submission lists them."""
    given = (found for key in form.asked(answers).questions if (found := file_in(answers.get(key))))
    return [{"id": file["file"], **{name: file[name] for name in ("name", "size", "media_type", "sha256")}} for file in given]
