"""The referee writes, keeps a draft, sends, or declines: with the link, without an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.applications.models import Application
from applicants.applications.search.stale import words_have_changed
from applicants.applications.states import TRANSITIONS
from applicants.applications.team.references.ask import told
from applicants.applications.team.references.letters import answered_letter
from applicants.applications.team.references.models import Reference, ReferencesAsked, asked_by, due_of
from applicants.applications.team.tokens import LinkSpent, kept_of, unknown
from fundportal.files.limits import Limits
from fundportal.files.store import discard, store
from fundportal.notifications.enqueue import enqueue

LIMITS = Limits(("pdf", "docx", "odt"), 5_000_000)
LONGEST = 20_000


class Overtaken(Exception):
    """Another page has saved since this one was opened; `now` is what is kept."""

    def __init__(self, now: Reference) -> None:
        super().__init__("overtaken")
        self.now = now


def stamp(row: Reference) -> str:
    """Stands in the page: which letter it had shown."""
    return row.saved_at.isoformat() if row.saved_at else ""


def find(secret: str) -> Reference:
    """The request with this token, its application at hand. Raises LinkUnknown."""
    rows = Reference.objects.select_related("application__applicant", "application__call__cohort__strand__program", "file")
    found = rows.filter(token_sha256=kept_of(secret)).first()
    if found is None:
        raise unknown()
    return found


def require_open(row: Reference, at: datetime) -> ReferencesAsked:
    """Raise LinkSpent unless a letter that arrives at `at` still counts."""
    asked = asked_by(row.application.call)
    if row.declined_at:
        raise LinkSpent(_("You declined to write. If that was a mistake, tell the person who asked you."))
    if asked is None or row.ended_at or row.application.state not in TRANSITIONS["withdraw"].sources:
        raise LinkSpent(_("This letter is no longer needed. Thank you for your time."))
    if at > due_of(row.application, asked):
        raise LinkSpent(_("The time for this letter is over."))
    return asked


@transaction.atomic
def keep(*, row: Reference, text: str, upload: UploadedFile[Any] | None, send: bool, at: datetime, seen: str | None = None) -> Reference:
    """Keep a draft, or with `send` hand the letter in; until its time is over it can be handed in again. The person who asked is told that it came.

    A draft kept after sending is a change of the letter as well: what is read is what was kept last. `seen` is the stamp of the letter
    that the page had shown (None: it does not say). Raises LinkSpent, Overtaken, ValidationError (the file).
    """
    row = locked(row)
    require_open(row, at)
    if seen is not None and seen != stamp(row) and (upload is not None or row.text != text[:LONGEST]):
        raise Overtaken(row)
    old, first = row.file, row.written_at is None
    if upload is not None:
        applicant = row.application.applicant
        row.file = store(owner=applicant, about=f"reference:{row.pk}", upload=upload, limits=LIMITS)
    row.text, row.saved_at = text[:LONGEST], timezone.now()
    if send and first:
        row.written_at = at
    row.save(update_fields=["text", "saved_at", "file", "written_at"])
    if upload is not None and old is not None:
        discard(stored=old)
    if row.written_at:
        words_have_changed([row.application_id])
    if send and first:
        told(row, row.application, None, "reference_written")
        enqueue([answered_letter(row, row.application, "written")])
    return row


@transaction.atomic
def decline(*, row: Reference, at: datetime, seen: str | None = None) -> None:
    """Say no: what was kept is deleted, and nobody writes to the person again about it. A repeat changes nothing.

    `seen` is as in `keep`: a page that has not seen what is kept now deletes nothing. Raises LinkSpent, Overtaken.
    """
    row = locked(row)
    if row.declined_at:
        return
    require_open(row, at)
    if row.written_at:
        raise LinkSpent(_("Your letter has arrived already. Write to us if it should not be used."))
    if seen is not None and seen != stamp(row):
        raise Overtaken(row)
    stored = row.file
    row.text, row.file, row.declined_at = "", None, timezone.now()
    row.save(update_fields=["text", "file", "declined_at"])
    if stored is not None:
        discard(stored=stored)
    told(row, row.application, None, "reference_declined")
    enqueue([answered_letter(row, row.application, "declined")])


def locked(row: Reference) -> Reference:
    """As it stands now. The application first, as whoever asks and takes back does."""
    Application.objects.select_for_update(of=("self",)).filter(pk=row.application_id).first()
    rows = Reference.objects.select_for_update(of=("self",)).select_related("file", "application__applicant")
    return rows.select_related("file", "application__applicant", "application__call__cohort__strand__program").get(pk=row.pk)
