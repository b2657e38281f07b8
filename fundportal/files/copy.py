"""A file once more, for another matter: bytes of its own, so that neither goes with the other."""

from __future__ import annotations

import uuid

from django.core.files import File
from django.db import transaction

from fundportal.files.models import StoredFile


def copy(*, stored: StoredFile, about: str) -> StoredFile:
    """A copy that belongs to `about`. Everything that is known of the file comes along; raises OSError when its bytes are gone.

    Should the row not be written, the bytes are taken away again; if the caller's transaction fails later they stay behind, known by no row.
    """
    kept = {"id", "about", "blob", "created_at"}
    values = {field.attname: getattr(stored, field.attname) for field in StoredFile._meta.concrete_fields if field.name not in kept}
    made = StoredFile(id=uuid.uuid4(), about=about, **values)
    with stored.blob.open("rb") as source:
        made.blob.save(made.id.hex, File(source), save=False)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except BaseException:
        made.blob.storage.delete(made.blob.name or "")
        raise
    return made
