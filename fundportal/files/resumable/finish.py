"""All has arrived: it becomes a file."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fundportal.accounts.models import User
from fundportal.files.content import inspect
from fundportal.files.models import StoredFile
from fundportal.files.resumable import pieces
from fundportal.files.resumable.metadata import told
from fundportal.files.resumable.models import Upload
from fundportal.files.resumable.targets import target_of
from fundportal.files.scan import first_state, wake


def finish(upload: Upload, at: datetime) -> StoredFile:
    """Within the transaction that has locked the upload: its content is looked at and hashed, and it is a StoredFile of its target.

    Earlier files of the person for the same place are overtaken: nobody can name them in a save any more, and what no answer holds is removed in
    the night. Raises ValidationError with a sentence, and what the target's room raises.
    """
    target = target_of(upload.person, told(upload.metadata), at)
    pieces.cut(upload.pk, upload.length)
    with pieces.place(upload.pk).open("rb") as file:
        media_type = inspect(file, target.limits)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    stored = StoredFile(
        id=uuid.uuid4(),
        owner=target.owner,
        about=target.about,
        name=upload.name,
        media_type=media_type,
        size=upload.length,
        sha256=digest,
        scan=first_state(),
    )
    stored.blob.name = stored.blob.field.generate_filename(stored, stored.id.hex)
    pieces.become(upload.pk, stored.blob.name)
    stored.save(force_insert=True)
    Upload.objects.filter(person=upload.person, about=upload.about, key=upload.key).exclude(file=None).delete()
    upload.file = stored.pk
    transaction.on_commit(lambda: pieces.drop(upload.pk))
    transaction.on_commit(wake)
    return stored


def finished(*, person: User, pk: UUID, about: str, key: str) -> StoredFile | None:
    """The file that became of the person's own upload for this place; None when there is none, or a later one has overtaken it. Two statements."""
    upload = Upload.objects.filter(pk=pk, person=person, about=about, key=key).exclude(file=None).first()
    return StoredFile.objects.filter(pk=upload.file, about=about).first() if upload and upload.file else None
