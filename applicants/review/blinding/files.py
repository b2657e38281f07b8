"""The files of an application that reviewers may come to see: those of its answers, and those of its letters of reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from applicants.applications.clarification.reading import clarified_files_of
from applicants.applications.models import Application
from applicants.applications.staff.view import handed_in_files, submitted
from applicants.applications.team.references.models import Reference
from applicants.review.desk.reading import form_of, is_hidden
from applicants.review.models import Round
from fundportal.files.content import FILE_TYPES
from fundportal.files.models import StoredFile

READ = {FILE_TYPES[code].media_type for code in ("pdf", "docx", "odt")}
"""Files in which words can be read. Pictures, sound and video are for people; letters of reference are none of them."""


def files_of(application: Application) -> QuerySet[StoredFile]:
    letters = Reference.objects.filter(application=application.pk, file__isnull=False)
    return StoredFile.objects.filter(Q(about=application.folio) | Q(pk__in=letters.values("file")))


def with_files_for_eyes(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with a picture, sound or video, handed in or not."""
    return rows.filter(Exists(StoredFile.objects.filter(about=OuterRef("folio")).exclude(media_type__in=READ)))


def for_eyes(round: Round, applications: Sequence[Application]) -> Mapping[int, list[StoredFile]]:
    """Application -> the pictures, sounds and videos of it that reviewers of the round are shown. Two statements; needs the submissions at hand."""
    shown: dict[str, int] = {}
    later = clarified_files_of([application.pk for application in applications])
    for application in applications:
        if application.submission:
            answers = submitted(application)
            questions = form_of(application, answers).questions
            files = handed_in_files(answers) | {file: key for file, (pk, key) in later.items() if pk == application.pk}
            for file, key in files.items():
                if key in questions and not is_hidden(questions[key], round.blind_tier):
                    shown[file] = application.pk
    found: dict[int, list[StoredFile]] = {}
    if shown:
        for stored in StoredFile.objects.filter(pk__in=shown).exclude(media_type__in=READ).order_by("created_at", "pk"):
            found.setdefault(shown[str(stored.pk)], []).append(stored)
    return found
