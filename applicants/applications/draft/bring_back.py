"""An earlier version of an answer comes back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from applicants.applications.deadline import may_edit
from applicants.applications.draft.merge import Slot
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.save import NotEditable
from applicants.applications.draft.store import stand, store, write
from applicants.applications.draft.versions import entries, slot_of
from applicants.applications.models import Application
from applicants.applications.own import locked
from applicants.calls.form_versions import LoadedSection, form_version
from applicants.calls.questions.base import Question, file_in
from fundportal.accounts.models import User
from fundportal.consents.give import standing
from fundportal.consents.models import Purpose
from fundportal.files.models import StoredFile
from fundportal.web.refusals import Refusal


class CannotComeBack(Refusal):
    """The version is there, what it needs is not."""


@transaction.atomic
def bring_back(*, application_id: int, person: User, key: str, revision: int, at: datetime) -> LoadedSection:
    """Save what an entry of the log holds of a question as its newest answer; what stood stays in the log. A repeat changes nothing.

    Returns the section in which it is. Raises Http404 when there is no such question or version, NotEditable, CannotComeBack.
    """
    application = locked(person, application_id)
    if not may_edit(application, at):
        raise NotEditable
    form = form_version(application.form_version_id)
    q, section = form.any_question(key), form.home_of(key)
    entry = entries(application, q).filter(revision=revision).first() if q else None
    slot = slot_of(entry.changes, q) if q and entry else None
    if q is None or section is None or slot is None:
        raise Http404
    if slot == stand(application, [key])[key]:
        return section
    require_consent_and_file(application, person, q, slot)
    entries_made = write(application, {key: slot}, section=section.key, at=at)
    bring_up_to_date(application, form, [key])
    store(application, entries_made)
    return section


def require_consent_and_file(application: Application, person: User, q: Question, slot: Slot) -> None:
    if q["sensitive"] and Purpose.SENSITIVE not in standing(person, application.folio):
        raise CannotComeBack(_("This question asks for sensitive data and needs your consent first."))
    kept = None if slot.typed else file_in(slot.value)
    if kept and not StoredFile.objects.filter(pk=kept["file"], about=application.folio).exists():
        raise CannotComeBack(_("That file is no longer kept: a file that is replaced is deleted after a day. Attach it again."))
