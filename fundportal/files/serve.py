"""Hands out a stored file. Whoever calls this has checked the permission."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

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


def serve(request: HttpRequest, stored: StoredFile, *, name: str = "") -> HttpResponseBase:
    """The file as a download under its own name (RFC 6266, any script) or under `name`. Raises Missing.

    With PRIVATE_FILES_PROXY_PREFIX the reverse proxy sends the bytes, else this process does.
    """
    response: HttpResponseBase
    if settings.PRIVATE_FILES_PROXY_PREFIX:
        if not stored.blob.storage.exists(stored.blob.name or ""):
            raise Missing
        response = HttpResponse(content_type=stored.media_type)
        response["X-Accel-Redirect"] = f"{settings.PRIVATE_FILES_PROXY_PREFIX.rstrip('/')}/{quote(stored.blob.name or '')}"
    else:
        response = FileResponse(opened(stored), content_type=stored.media_type)
        response["Content-Length"] = str(stored.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name or stored.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def opened(stored: StoredFile) -> File[bytes]:
    try:
        return stored.blob.open("rb")
    except FileNotFoundError as error:
        raise Missing from error
