"""Keeps a sound that staff send for a question."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from applicants.calls.easy.models import Sound
from fundportal.files.content import refuse_unless
from fundportal.files.store import tidy
from fundportal.web.sizes import in_megabytes

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from applicants.calls.models import Call
    from fundportal.accounts.models import User

TYPES = ("mp3", "m4a", "ogg")
MOST_BYTES = 2_000_000


def check(upload: UploadedFile[bytes]) -> str:
    """The media type of what was sent, by its content. Raises ValidationError with a sentence when it is no sound, or too large."""
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > MOST_BYTES:
        words = {"size": in_megabytes(upload.size), "most": in_megabytes(MOST_BYTES)}
        raise ValidationError(_("The file weighs %(size)s; the most is %(most)s.") % words, code="large")
    return refuse_unless(upload, TYPES)


def keep(*, call: Call, upload: UploadedFile[bytes], by: User) -> Sound:
    """Store it. Raises ValidationError as `check` does."""
    media_type = check(upload)
    content = upload.read()
    return Sound.objects.create(
        call=call,
        name=tidy(upload.name or ""),
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        sent_by=by,
    )


def facts(sound: Sound | None) -> dict[str, Any] | None:
    """What a form's document says of it."""
    return {"id": str(sound.pk), "sha256": sound.sha256, "type": sound.media_type, "size": sound.size} if sound else None
