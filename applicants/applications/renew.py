"""The call has published a newer form: the draft moves on to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applicants.applications.deadline import may_edit
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.applications.progress import progress_of
from applicants.applications.save import store
from applicants.calls.carry_over import carry_over
from applicants.calls.form_versions import form_version


def renewed(application: Application, at: datetime) -> Application:
    """The application under the call's newest form, if the person may still edit it. No statement when it is there already."""
    newest = application.call.form_version_id
    if newest is None or application.form_version_id == newest or not may_edit(application, at):
        return application
    return renew(application=application, at=at)


@transaction.atomic
def renew(*, application: Application, at: datetime) -> Application:
    """Carry the answers over. Nothing is lost: those of dropped questions stay in the document, the log tells what moved."""
    current = locked(application.applicant, application.pk)
    newest = current.call.form_version_id
    if newest is None or current.form_version_id == newest:
        return current
    old, new = form_version(current.form_version_id), form_version(newest)
    carried = carry_over(old.document, new.document, current.answers)
    moved = {key: carried.get(key) for key in {*carried, *current.answers} if carried.get(key) != current.answers.get(key)}
    same = {key for key, q in new.questions.items() if key in old.questions and old.questions[key]["kind"] == q["kind"]}
    current.unfinished = {key: typed for key, typed in current.unfinished.items() if key in same}
    current.form_version_id = newest
    current.progress = {section.key: progress_of(section, carried, current.unfinished) for section in new.sections}
    store(current, section="", changes=moved, conflicts={}, page="", at=at)
    return current
