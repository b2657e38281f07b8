"""Hands out a stored file. Whoever calls this has checked the permission."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files import File
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


def serve(request: HttpRequest, stored: StoredFile, *, name: str = "") -> HttpResponseBase:
    """The file under its own name (RFC 6266, any script) or under `name`: a download, or a sound or video to be played, of which a piece may
    be asked for. Raises Missing.

    With PRIVATE_FILES_PROXY_PREFIX the reverse proxy sends the bytes, else this process does.
    """
    response: HttpResponseBase
    if settings.PRIVATE_FILES_PROXY_PREFIX:
        if not stored.blob.storage.exists(stored.blob.name or ""):
            raise Missing
        response = HttpResponse(content_type=stored.media_type)
        response["X-Accel-Redirect"] = f"{settings.PRIVATE_FILES_PROXY_PREFIX.rstrip('/')}/{quote(stored.blob.name or '')}"
    else:
        response = sent(request, stored)
    is_saved = not stored.media_type.startswith(PLAYED)
    response["Content-Disposition"] = content_disposition_header(as_attachment=is_saved, filename=name or stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def sent(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """The bytes, all of them or the piece that is asked for."""
    etag = f'"{stored.sha256}"'
    response: HttpResponseBase
    try:
        piece = ranges.wanted(request, stored.size, etag)
    except ranges.NotThere:
        response = HttpResponse(status=416, content_type=stored.media_type)
        response["Content-Range"] = f"bytes */{stored.size}"
        return response
    if piece is None:
        response = FileResponse(opened(stored), content_type=stored.media_type)
        response["Content-Length"] = str(stored.size)
    else:
        response = StreamingHttpResponse(ranges.Reading(opened(stored), piece), status=206, content_type=stored.media_type)
        response["Content-Range"] = f"bytes {piece.start}-{piece.stop - 1}/{stored.size}"
        response["Content-Length"] = str(piece.stop - piece.start)
    response["Accept-Ranges"], response["ETag"] = "bytes", etag
    return response


def opened(stored: StoredFile) -> File[bytes]:
    try:
        return stored.blob.open("rb")
    except FileNotFoundError as error:
        raise Missing from error
