"""The call has published a newer form: the draft moves on to it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from applicants.applications.deadline import may_edit
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.store import log_entry, store
from applicants.applications.models import Application
from applicants.applications.own import locked
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
    """Carry everything over. Nothing is lost: what belongs to dropped questions is put aside in the same row, the log tells what moved.

    Moving is no writing: the revisions go along, so that a page of the old form is not taken for one that missed something.
    """
    current = locked(application.applicant, application.pk)  # whoever opens it: it is no writing
    newest = current.call.form_version_id
    if newest is None or current.form_version_id == newest:
        current.hand = application.hand
        return current
    old, new = form_version(current.form_version_id), form_version(newest)
    before = current.answers
    for name in ("answers", "revisions", "unfinished", "conflicts"):
        setattr(current, name, carry_over(old.document, new.document, getattr(current, name)))
    moved = {key: current.answers.get(key) for key in {*before, *current.answers} if current.answers.get(key) != before.get(key)}
    current.form_version_id = newest
    bring_up_to_date(current, new)
    store(current, [log_entry(current, section="", changes=moved, at=at)] if moved else [])
    current.hand = application.hand
    return current
