"""A section of a draft is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft_log import lines_about
from applicants.applications.merge import Base, contested, merge, ours
from applicants.applications.models import Application, DraftEntry
from applicants.applications.own import locked
from applicants.applications.progress import progress_of
from applicants.calls.form_versions import LoadedSection
from fundportal.accounts.models import User
from fundportal.web.refusals import Refusal


class NotEditable(Refusal):
    """The application is past the point up to which the person may change it."""

    title = _("Your answers can no longer be changed")

    def __init__(self) -> None:
        super().__init__(_("The call has closed, or your application is already in review. What you had handed in stays as it is."))


@dataclass(frozen=True)
class Saved:
    """What became of it: the newest revision, when the last change was stored, and the keys that two devices have written."""

    revision: int
    at: datetime
    conflicts: frozenset[str] = frozenset()


@transaction.atomic
def save_section(
    *,
    application_id: int,
    person: User,
    section: LoadedSection,
    values: Mapping[str, Any],
    at: datetime,
    unfinished: Mapping[str, Any] | None = None,
    base: str = "",
    page: str = "",
) -> Saved:
    """Write what changed, and only that, into the draft and its log. After submitting, this edits the draft of the next submission.

    `values` maps keys of the section's questions to JSON values (None: no answer), `unfinished` to what was typed and has to be corrected; other
    keys are ignored. `base` says which revision of each answer the page had seen (see merge.Base), `page` is its random mark. Where another device
    has written the same answer since, the stored one stays and the other waits in the log for the person's choice. Raises NotEditable.
    """
    application = locked(person, application_id)
    if not may_edit(application, at):
        raise NotEditable
    known = {q["key"] for q in section.questions}
    own = {key: value for key, value in values.items() if key in known}
    typed = {key: value for key, value in (unfinished or {}).items() if key in known}
    seen = Base.parse(base, application.revision)
    disputed = contested(values={**own, **typed}, stored=application.answers, revisions=application.revisions, base=seen)
    log = lines_about(application, disputed) if disputed else []
    rivals = {key for key in disputed if not ours(key, base=seen, page=page, log=log)}
    merged = merge(values=own, stored=application.answers, rivals=rivals, base=seen, log=log)
    was = (dict(application.unfinished), application.progress.get(section.key, ""))
    notes = keep_as_typed(application, own, typed, rivals)
    application.progress[section.key] = progress_of(section, {**application.answers, **merged.changes}, application.unfinished)
    if merged.changes or merged.conflicts or notes or was != (application.unfinished, application.progress[section.key]):
        store(application, section=section.key, changes={**merged.changes, **notes}, conflicts=merged.conflicts, page=page, at=at)
    return Saved(application.revision, application.saved_at, frozenset(merged.conflicts))


def keep_as_typed(application: Application, values: Mapping[str, Any], typed: Mapping[str, Any], rivals: set[str]) -> dict[str, Any]:
    """Bring `unfinished` up to date. Returns what goes into the log of it; of an answer that another device has written it goes there alone."""
    for key in values:
        application.unfinished.pop(key, None)
    notes = {key: value for key, value in typed.items() if application.unfinished.get(key) != value}
    application.unfinished.update({key: value for key, value in notes.items() if key not in rivals})
    return {f"{key}!": value for key, value in notes.items()}


def store(
    application: Application, *, section: str, changes: Mapping[str, Any], conflicts: Mapping[str, Any], page: str, at: datetime
) -> None:
    """Append to the log and bring the locked row up to date, with two statements. Every change of answers goes through here."""
    entries = []
    for values, conflict in ((changes, False), (conflicts, True)):
        if not values:
            continue
        application.revision += 1
        entries.append(
            DraftEntry(
                application=application,
                revision=application.revision,
                at=at,
                actor_id=application.applicant_id,
                section=section,
                changes=values,
                page=page[:16],
                conflict=conflict,
            )
        )
        for key, value in values.items():
            if conflict:
                application.conflicts.setdefault(key, []).append(application.revision)
            else:
                write(application, key, value)
    if entries:
        DraftEntry.objects.bulk_create(entries)
        application.saved_at = at
    Application.objects.filter(pk=application.pk).update(
        answers=application.answers,
        revisions=application.revisions,
        revision=application.revision,
        progress=application.progress,
        unfinished=application.unfinished,
        conflicts=application.conflicts,
        form_version_id=application.form_version_id,
        saved_at=application.saved_at,
    )


def write(application: Application, key: str, value: Any) -> None:
    """One answer, in memory; what was kept as typed has its place already."""
    if key.endswith("!"):
        return
    application.revisions[key] = application.revision
    if value is None:
        application.answers.pop(key, None)
    else:
        application.answers[key] = value
