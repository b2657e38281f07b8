"""Makes the reviewers' copy, when the first of them asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fundportal.files.apart import apart
from fundportal.files.content import FILE_TYPES
from fundportal.files.copies import document, office
from fundportal.files.copies.ogg import copy_ogg
from fundportal.files.copies.picture import copy_picture
from fundportal.files.copies.recording import copy_mp3, copy_mp4, copy_webm
from fundportal.files.models import StoredFile
from fundportal.files.serve import Missing
from fundportal.web.refusals import Refusal

log = logging.getLogger(__name__)


def copy_pdf(source: IO[bytes], target: IO[bytes]) -> None:
    apart(document.__file__, source, target)


def copy_office(source: IO[bytes], target: IO[bytes]) -> None:
    apart(office.__file__, source, target)


MAKERS: dict[str, Callable[[IO[bytes], IO[bytes]], None]] = {
    FILE_TYPES[code].media_type: maker
    for codes, maker in (
        (("pdf",), copy_pdf),
        (("docx", "odt"), copy_office),
        (("jpeg", "png"), copy_picture),
        (("mp4", "m4a", "mov"), copy_mp4),
        (("mp3",), copy_mp3),
        (("webm", "weba"), copy_webm),
        (("ogg",), copy_ogg),
    )
    for code in codes
}
"""Media type -> what makes a copy of it. Of AMR and AAC, which hold no words, the original is read."""


class NotNameless(Refusal):
    """The copy cannot be made; the original names its author, so it is not shown instead."""

    title = _("This file cannot be shown yet")

    def __init__(self) -> None:
        super().__init__(
            _("We could not make the copy without the author's name that reviewers read. Tell the coordination which file it is.")
        )


def with_copy(stored: StoredFile) -> StoredFile:
    """The file with its copy in `for_readers`, made once however many ask; without one where there is nothing to take out. Raises NotNameless, Missing."""
    if stored.for_readers or stored.media_type not in MAKERS:
        return stored
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().get(pk=stored.pk)
        if not stored.for_readers:
            make(stored)
            stored.save(update_fields=["for_readers"])
    return stored


def make(stored: StoredFile) -> None:
    try:
        with stored.blob.open("rb") as source, TemporaryFile() as target:
            MAKERS[stored.media_type](source, target)
            target.seek(0)
            stored.for_readers.save(f"{stored.pk.hex}_readers", File(target), save=False)
    except FileNotFoundError as error:
        raise Missing from error
    except Exception as error:
        log.exception("No copy of file %s for its readers", stored.pk)
        raise NotNameless from error
