"""What a file is, by its content. Its name and what the browser says of it count for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from fundportal.files.containers import has_picture, mp4_brand, zip_holds
from fundportal.files.duration import duration
from fundportal.files.ebml import is_sound_alone
from fundportal.files.frames import has_aac_frame, has_amr_frame, has_ogg_page, mp3_start
from fundportal.files.inspection.archive import hides_archive, inspect_archive
from fundportal.files.inspection.pdf import inspect_pdf
from fundportal.files.inspection.picture import inspect_picture
from fundportal.files.limits import Limits
from fundportal.web.sizes import in_minutes

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

HEAD = 4096
TOLERANCE = 5  # seconds: a recorder that is told to stop takes a moment
PDF = "application/pdf"
FOUND = "found_within"  # of an upload: the limits, and what it is


@dataclass(frozen=True)
class FileType:
    """A type that may be asked for. `check` looks at the first bytes, and at the whole file where those do not tell enough."""

    label: str | Promise
    media_type: str
    suffix: str
    check: Callable[[bytes, IO[bytes]], bool]


def is_webm(head: bytes) -> bool:
    return head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]


def is_m4a(head: bytes, file: IO[bytes]) -> bool:
    """Sound in MP4, 3GP or MOV. Phones give it the brand of a video: what counts then is that there is no picture."""
    return mp4_brand(head) == "M4A" or (mp4_brand(head) in ("MP4", "MOV") and not has_picture(file))


FILE_TYPES: dict[str, FileType] = {
    "pdf": FileType("PDF", "application/pdf", ".pdf", lambda head, file: head.startswith(b"%PDF-")),
    "docx": FileType(
        "Word (DOCX)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        lambda head, file: head.startswith(b"PK\3\4") and zip_holds(file, "[Content_Types].xml", "word/document.xml"),
    ),
    "odt": FileType(
        "OpenDocument (ODT)",
        "application/vnd.oasis.opendocument.text",
        ".odt",
        lambda head, file: head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text") and zip_holds(file, "content.xml"),
    ),
    "jpeg": FileType("JPEG", "image/jpeg", ".jpg", lambda head, file: head.startswith(b"\xff\xd8\xff")),
    "png": FileType("PNG", "image/png", ".png", lambda head, file: head.startswith(b"\x89PNG\r\n\x1a\n")),
    "mp3": FileType("MP3", "audio/mpeg", ".mp3", lambda head, file: head.startswith((b"ID3", b"\xff")) and mp3_start(file) is not None),
    "m4a": FileType("M4A", "audio/mp4", ".m4a", is_m4a),
    "ogg": FileType("OGG", "audio/ogg", ".ogg", lambda head, file: head.startswith(b"OggS") and has_ogg_page(file)),
    "weba": FileType(_lazy("WebM (sound)"), "audio/webm", ".weba", lambda head, file: is_webm(head) and is_sound_alone(file)),
    "amr": FileType("AMR", "audio/amr", ".amr", lambda head, file: head.startswith(b"#!AMR") and has_amr_frame(file)),
    "aac": FileType("AAC", "audio/aac", ".aac", lambda head, file: head.startswith(b"\xff") and has_aac_frame(file)),
    "mp4": FileType("MP4", "video/mp4", ".mp4", lambda head, file: mp4_brand(head) == "MP4" and has_picture(file)),
    "mov": FileType("MOV", "video/quicktime", ".mov", lambda head, file: mp4_brand(head) == "MOV" and has_picture(file)),
    "webm": FileType("WebM", "video/webm", ".webm", lambda head, file: is_webm(head) and not is_sound_alone(file)),
}


ARCHIVES = {FILE_TYPES[code].media_type for code in ("docx", "odt")}


def identify(file: IO[bytes]) -> str:
    """The media type of a file; empty when it is none of ours. The file is left at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return next((kind.media_type for kind in FILE_TYPES.values() if kind.check(head, file)), "")
    finally:
        file.seek(0)


def refuse_unless(file: IO[bytes], allowed: Iterable[str]) -> str:
    """The media type, when it is one of the allowed types (their codes); else a ValidationError that says what is allowed."""
    allowed = list(allowed)
    media_type = identify(file)
    if media_type not in {FILE_TYPES[code].media_type for code in allowed}:
        labels = get_text_list([str(FILE_TYPES[code].label) for code in allowed], _("or"))
        raise ValidationError(
            _("By its content this file is none that is accepted here (%(types)s). Save it again in one of these and upload that.")
            % {"types": labels},
            code="type",
        )
    return media_type


def inspect(file: IO[bytes], limits: Limits) -> str:
    """The media type of a file that is within its limits, whole, and holds nothing that it does not show. Raises ValidationError with a sentence; its
    code is "type" for a type that is not asked for. The file is left at its beginning."""
    media_type = refuse_unless(file, limits.types)
    try:
        if media_type == PDF:
            inspect_pdf(file, limits.max_pages)
        elif media_type in ARCHIVES:
            inspect_archive(file)
        elif media_type.startswith("image/"):
            inspect_picture(file)
        elif limits.max_minutes:
            refuse_what_lasts(file, media_type, limits.max_minutes)
        file.seek(0)
        if media_type not in ARCHIVES and hides_archive(file):
            raise ValidationError(_("There is another file hidden in this one. Save it again and upload that."), code="hidden")
    finally:
        file.seek(0)
    return media_type


def inspect_upload(upload: UploadedFile[bytes], limits: Limits) -> str:
    """As `inspect`; an upload that was found good within these limits a moment ago is not read through once more."""
    found: tuple[Limits, str] | None = getattr(upload, FOUND, None)
    if found is None or found[0] != limits:
        found = limits, inspect(upload, limits)
        setattr(upload, FOUND, found)
    return found[1]


def refuse_what_lasts(file: IO[bytes], media_type: str, max_minutes: int) -> None:
    """Raises ValidationError for what lasts longer; a recording that does not say how long it is, is taken."""
    seconds = duration(file, media_type)
    if seconds is not None and seconds > max_minutes * 60 + TOLERANCE:
        raise ValidationError(
            _("It lasts %(length)s; the most is %(most)s.") % {"length": in_minutes(seconds), "most": in_minutes(max_minutes * 60)},
            code="long",
        )


def accepts(allowed: Iterable[str]) -> str:
    """The `accept` attribute for a file input."""
    return ",".join(part for code in allowed for part in (FILE_TYPES[code].suffix, FILE_TYPES[code].media_type))


def suffix_of(media_type: str) -> str:
    """The usual ending of a name, for a file that is given a neutral one."""
    return next((kind.suffix for kind in FILE_TYPES.values() if kind.media_type == media_type), "")
