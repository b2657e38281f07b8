"""Keeps an uploaded file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from fundportal.files.content import inspect_upload
from fundportal.files.limits import Limits
from fundportal.files.models import StoredFile
from fundportal.files.scan import first_state, wake
from fundportal.web.sizes import in_megabytes

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from fundportal.accounts.models import User

# Control characters, and those that turn the direction of writing: "fdp.exe" must not read "exe.pdf".
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 255


class Hashing(File):  # type: ignore[type-arg]
    """A file whose bytes are counted and hashed as they stream by."""

    def __init__(self, file: UploadedFile[bytes]) -> None:
        super().__init__(file.file, name=file.name)
        self.digest, self.counted = hashlib.sha256(), 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in super().chunks(chunk_size):
            self.digest.update(chunk)
            self.counted += len(chunk)
            yield chunk


def store(*, owner: User, about: str, upload: UploadedFile[bytes], limits: Limits) -> StoredFile:
    """Keep an upload that is within its limits, whole, and holds nothing that it does not show; `about` is what it belongs to.

    Raises ValidationError with a sentence. Should the row not be written, the bytes are taken away again; if the caller's transaction fails
    later they stay behind, known by no row.
    """
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > limits.max_bytes:
        raise ValidationError(
            _("The file weighs %(size)s; the most is %(most)s.")
            % {"size": in_megabytes(upload.size), "most": in_megabytes(limits.max_bytes)},
            code="large",
        )
    media_type = inspect_upload(upload, limits)
    stored = StoredFile(id=uuid.uuid4(), owner=owner, about=about, name=tidy(upload.name or ""), media_type=media_type, scan=first_state())
    hashing = Hashing(upload)
    stored.blob.save(stored.id.hex, hashing, save=False)
    stored.size, stored.sha256 = hashing.counted, hashing.digest.hexdigest()
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
    except BaseException:
        stored.blob.storage.delete(stored.blob.name or "")
        raise
    transaction.on_commit(wake)
    return stored


def tidy(name: str) -> str:
    """The name as it will be shown: any script, but nothing unseen and no folders. One that is too long loses its middle, not its ending."""
    bare = _UNSEEN.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if len(bare) > LONGEST_NAME:
        bare = f"{bare[: LONGEST_NAME - 21]}…{bare[-20:]}"
    return bare or _("file")


def discard(*, stored: StoredFile) -> None:
    """Take a file away; its bytes go once the transaction has been committed."""
    storage, names = stored.blob.storage, [name for name in (stored.blob.name, stored.for_readers.name) if name]
    stored.delete()
    for name in names:
        transaction.on_commit(partial(storage.delete, name))
