"""Two devices had written one answer: the person chooses."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applicants.applications.deadline import may_edit
from applicants.applications.draft.log import slot_in, waiting
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.save import NotEditable, sensitive_in
from applicants.applications.draft.store import store, write
from applicants.applications.own import locked, require
from applicants.applications.rights import Right
from applicants.calls.form_versions import LoadedSection, form_version
from fundportal.accounts.models import User
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose


@transaction.atomic
def choose(*, application_id: int, person: User, section: LoadedSection, key: str, revision: int | None, at: datetime) -> None:
    """Take the text that waits under `revision`, or with None keep the one that stands. The others stay in the draft log. A repeat changes nothing,
    nor does a choice about sensitive data without consent. Raises NotEditable, NotForYou (also where a sensitive question is not the person's)."""
    application = locked(person, application_id, right=Right.EDIT)
    if not may_edit(application, at):
        raise NotEditable
    form = form_version(application.form_version_id)
    if key in sensitive_in(section, form):
        require(application, Right.LEAD)
        if Purpose.SENSITIVE not in standing(person, application.folio):
            return
    others = {entry.revision: slot_in(entry.changes, key) for entry in waiting(application, [key])}
    if key not in application.conflicts or (revision is not None and revision not in others):
        return
    del application.conflicts[key]
    chosen = others[revision] if revision is not None else None
    entries = write(application, {key: chosen}, section=section.key, at=at) if chosen else []
    bring_up_to_date(application, form, [key])
    store(application, entries)
