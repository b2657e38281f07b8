"""Hands out a stored file. Whoever calls this has checked the permission."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from fundportal.files import ranges
from fundportal.files.models import StoredFile
from fundportal.web.refusals import Refusal


class Missing(Refusal):
    """The record is there and the bytes are not: a disk that was restored without its files."""

    status = 404
    title = _("This file is missing")

    def __init__(self) -> None:
        super().__init__(
            _(
                "We know this file, but its content is not where it should be. Write to us; if the file is yours, you can also send it again."
            )
        )


PLAYED = ("audio/", "video/")
"""What a browser may show itself, in the page or alone; whatever else comes is saved as a file."""


class Infected(Refusal):
    """ClamAV has found something."""

    status = 403
    title = _("This file has a virus")

    def __init__(self) -> None:
        super().__init__(
            _("The virus check has found something in this file, so that nobody can open it. It has to be sent again from another device.")
        )


class Unchecked(Refusal):
    """ClamAV has not looked at it yet."""

    title = _("This file is being checked")

    def __init__(self) -> None:
        super().__init__(_("The virus check of this file is not done yet. Try again in a few minutes."))


def serve(
    request: HttpRequest, stored: StoredFile, *, name: str = "", for_readers: bool = False, to_owner: bool = False
) -> HttpResponseBase:
    """The file under its own name (RFC 6266, any script) or under `name`: a download, or a sound or video to be played, of which a piece may
    be asked for; `for_readers` their copy, where there is one. What has not been checked for viruses yet is given `to_owner` alone. Raises Missing,
    Infected, Unchecked.

    With PRIVATE_FILES_PROXY_PREFIX the reverse proxy sends the bytes, else this process does.
    """
    if stored.scan == StoredFile.Scan.INFECTED:
        raise Infected
    if stored.scan == StoredFile.Scan.PENDING and not to_owner:
        raise Unchecked
    blob = stored.for_readers if for_readers and stored.for_readers else stored.blob
    response: HttpResponseBase
    if settings.PRIVATE_FILES_PROXY_PREFIX:
        if not blob.storage.exists(blob.name or ""):
            raise Missing
        response = HttpResponse(content_type=stored.media_type)
        response["X-Accel-Redirect"] = f"{settings.PRIVATE_FILES_PROXY_PREFIX.rstrip('/')}/{quote(blob.name or '')}"
    else:
        response = sent(request, stored, blob)
    is_saved = not stored.media_type.startswith(PLAYED)
    response["Content-Disposition"] = content_disposition_header(as_attachment=is_saved, filename=name or stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def sent(request: HttpRequest, stored: StoredFile, blob: FieldFile) -> HttpResponseBase:
    """The bytes, all of them or the piece that is asked for."""
    file = opened(blob)
    etag = f'"{stored.sha256}"' if blob == stored.blob else f'"{stored.sha256}-readers"'
    response: HttpResponseBase
    try:
        piece = ranges.wanted(request, file.size, etag)
    except ranges.NotThere:
        file.close()
        response = HttpResponse(status=416, content_type=stored.media_type)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    if piece is None:
        response = FileResponse(file, content_type=stored.media_type)
        response["Content-Length"] = str(file.size)
    else:
        response = StreamingHttpResponse(ranges.Reading(file, piece), status=206, content_type=stored.media_type)
        response["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{file.size}"
        response["Content-Length"] = str(piece.stop - piece.start)
    response["Accept-Ranges"], response["ETag"] = "bytes", etag
    return response


def opened(blob: FieldFile) -> File[bytes]:
    try:
        return blob.open("rb")
    except FileNotFoundError as error:
        raise Missing from error
