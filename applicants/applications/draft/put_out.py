"""The consent to sensitive data is gone: so are the sensitive answers of the draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.dispatch import receiver
from django.utils import timezone

from applicants.applications.draft.merge import Slot, as_read
from applicants.applications.draft.progress import bring_up_to_date
from applicants.applications.draft.store import store, write
from applicants.applications.models import Application, DraftEntry
from applicants.calls.carry_over import ASIDE
from applicants.calls.form_versions import form_version
from applicants.calls.models import FormVersion
from applicants.calls.publish import questions_of
from applicants.calls.questions.base import Json, file_in
from applicants.calls.repeats import base_of
from fundportal.consents.give import consent_withdrawn, standing
from fundportal.consents.models import Consent, Purpose
from fundportal.files.models import StoredFile
from fundportal.files.resumable.end import end_about
from fundportal.files.resumable.models import Upload
from fundportal.files.store import discard
from fundportal.web.erasing import erasing

_FROM_LOG = """
UPDATE applicants_draftentry SET changes = (
  SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(changes)
  WHERE regexp_replace(split_part(rtrim(key, '!'), %(aside)s, 1), '-[0-9]{1,2}$', '') <> ALL(%(keys)s)
) WHERE application_id = %(application)s
"""


@receiver(consent_withdrawn)
def put_out(sender: type[Consent], consent: Consent, **kwargs: Any) -> None:
    """Within the withdrawal's transaction. From the draft, from its log, and the files; what was handed in is sealed and stays as it was sent."""
    if consent.purpose != Purpose.SENSITIVE or Purpose.SENSITIVE in standing(consent.person, consent.about):
        return
    application = Application.objects.select_for_update(of=("self",)).filter(applicant=consent.person_id, folio=consent.about).first()
    if application is None:
        return
    sensitive = sensitive_keys(application.call_id)

    def stays(key: str) -> bool:
        return base_of(key.partition(ASIDE)[0]) not in sensitive

    gone = {key: value for key, value in application.answers.items() if not stays(key)}
    typed = {key: value for key, value in application.unfinished.items() if not stays(key)}
    logged = files_logged(application, stays)
    application.unfinished = {key: typed for key, typed in application.unfinished.items() if stays(key)}
    application.conflicts = {key: revisions for key, revisions in application.conflicts.items() if stays(key)}
    clear_log(application, sensitive)
    entries = write(application, dict.fromkeys(gone, Slot(None)), section="", at=timezone.now())
    bring_up_to_date(application, form_version(application.form_version_id))
    store(application, entries)
    discard_files(application, gone)
    discard_files(application, typed)
    discard_files(application, logged)
    end_uploads(application, stays)


def files_logged(application: Application, stays: Callable[[str], bool]) -> dict[str, Json]:
    """The files that the log names for these questions, by their ids: replaced since, or in a version that waits for a choice. One statement."""
    logs = DraftEntry.objects.filter(application=application).values_list("changes", flat=True)
    values = [slot.value for changes in logs for key, slot in as_read(changes).items() if not stays(key)]
    return {found["file"]: value for value in values if (found := file_in(value))}


def end_uploads(application: Application, stays: Callable[[str], bool]) -> None:
    """What has come in pieces for these questions, whichever time of them, whole or not, whoever sent it."""
    rows = [upload for upload in Upload.objects.select_for_update().filter(about=application.folio) if not stays(upload.key)]
    discard_files(application, {str(upload.pk): {"file": str(upload.file)} for upload in rows if upload.file})
    end_about(about=application.folio, keys={upload.key for upload in rows})


def sensitive_keys(call_id: int) -> set[str]:
    """The questions that ask for sensitive data in any version of the call's form."""
    documents = FormVersion.objects.filter(call=call_id).values_list("document", flat=True)
    return {key for document in documents for key, q in questions_of(document).items() if q["sensitive"]}


def clear_log(application: Application, keys: set[str]) -> None:
    with erasing(), connection.cursor() as cursor:
        cursor.execute(_FROM_LOG, {"aside": ASIDE, "keys": sorted(keys), "application": application.pk})


def discard_files(application: Application, answers: dict[str, Any]) -> None:
    """The bytes of these answers, unless they were handed in."""
    for answer in answers.values():
        found = file_in(answer)
        if found and not application.submissions.filter(document__contains=found["file"]).exists():
            for stored in StoredFile.objects.filter(pk=found["file"], about=application.folio):
                discard(stored=stored)
