"""Who may open a file that belongs to an application."""

from __future__ import annotations

from collections.abc import Callable

from applicants.applications.models import Application, Submission
from fundportal.accounts.models import User
from fundportal.audit.record import record
from fundportal.files.models import StoredFile

Reader = Callable[[User, StoredFile], bool]
readers: list[Reader] = []
"""Higher rooms add their own rule here (a reviewer reads the files of an assigned application)."""


def may_read_file(user: User, stored: StoredFile) -> bool:
    """Its owner; staff who read the application, once the file was submitted; whoever a higher room lets in."""
    if stored.owner_id == user.pk:
        return True
    return staff_reads(user, stored) or any(reads(user, stored) for reads in readers)


def staff_reads(user: User, stored: StoredFile) -> bool:
    """A file that was only in a draft is nobody's but its author's."""
    application = Application.objects.visible_to(user).filter(folio=stored.about).values("pk")
    return user.is_staff and Submission.objects.filter(application__in=application, document__contains=f'"{stored.pk}"').exists()


def note_reading(user: User, stored: StoredFile) -> None:
    """An audit row for each opening by somebody else."""
    if stored.owner_id != user.pk:
        program = Application.objects.filter(folio=stored.about).values_list("call__cohort__strand__program__code", flat=True).first()
        record(actor=user, verb="view_file", target=stored.about, program_code=program or "", file=str(stored.pk))
