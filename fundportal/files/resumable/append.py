"""Takes a piece."""

from __future__ import annotations

import errno
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fundportal.accounts.models import User
from fundportal.files.resumable import pieces
from fundportal.files.resumable.create import LASTS
from fundportal.files.resumable.end import end
from fundportal.files.resumable.finish import finish
from fundportal.files.resumable.models import Upload
from fundportal.files.resumable.refusals import Busy, Gone, NoRoom, NoSuchUpload, NotAccepted, NotOfThisType, TooMuch, WrongOffset


def find(*, person: User, pk: UUID, at: datetime) -> Upload:
    """The person's own upload, to be asked about. Raises NoSuchUpload, Gone."""
    return sound(Upload.objects.filter(pk=pk, person=person).first(), at)


def append(*, person: User, pk: UUID, offset: int, piece: bytes, at: datetime) -> Upload:
    """Keep a piece that begins at `offset`, where the last one ended. With the last one the file is looked at and becomes a StoredFile.

    Of two that come at once one is written, the other raises Busy or WrongOffset. The bytes are written first and the row counts them afterwards: a
    process that is killed between the two has changed nothing. Raises NoSuchUpload, Gone, TooMuch, NoRoom; NotAccepted when the file
    is complete and may not be handed in, which ends the upload.
    """
    refused: NotAccepted | None = None
    with transaction.atomic():
        upload = locked(person, pk, at)
        if offset != upload.received:
            raise WrongOffset
        if offset + len(piece) > upload.length:
            raise TooMuch(_("More was sent than the file was announced to weigh."))
        if piece:
            put(upload, piece)
            upload.received += len(piece)
            upload.expires_at = at + LASTS
        if upload.received == upload.length and upload.file is None:
            try:
                finish(upload, at)
            except ValidationError as error:
                refused = (NotOfThisType if getattr(error, "code", "") == "type" else NotAccepted)(error.messages[0])
        if refused:
            end(upload)
        else:
            upload.save(update_fields=["received", "expires_at", "file"])
    if refused:
        raise refused
    return upload


def locked(person: User, pk: UUID, at: datetime) -> Upload:
    own = Upload.objects.filter(pk=pk, person=person)
    upload = own.select_for_update(skip_locked=True, of=("self",)).first()
    if upload is None and own.exists():
        raise Busy
    upload = sound(upload, at)
    upload.person = person
    return upload


def sound(upload: Upload | None, at: datetime) -> Upload:
    """The upload, if it can still go on: neither too old, nor with fewer bytes in the storage than it counts (a disk that was restored)."""
    if upload is None:
        raise NoSuchUpload
    if upload.expires_at <= at or (upload.file is None and pieces.held(upload.pk) < upload.received):
        raise Gone
    return upload


def put(upload: Upload, piece: bytes) -> None:
    try:
        pieces.write(upload.pk, upload.received, piece)
    except FileNotFoundError as error:
        raise Gone from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoRoom from error
        raise
