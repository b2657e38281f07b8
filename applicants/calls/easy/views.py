"""Plays the sound of a question."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from applicants.calls.easy.models import Sound
from fundportal.accounts.site import may_enter

RANGE = re.compile(r"bytes=(\d{0,8})-(\d{0,8})", re.ASCII)


def sound(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For everybody once a published form names it, as the form is public; before that for who sets up the call. Parts of it too: players ask for them."""
    rows = Sound.objects.published().filter(pk=pk)
    found = rows.first() or get_object_or_404(prepared(request), pk=pk)
    whole, asked = bytes(found.content), part(request.headers.get("Range", ""), found.size)
    if asked is None:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
    else:
        first, last = asked
        response = HttpResponse(whole[first : last + 1], content_type=found.media_type)
        if "Range" in request.headers:
            response.status_code = 206
            response["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=found.name) or "inline"
    response["Cache-Control"] = "private, max-age=31536000, immutable"  # another sound has another address
    return response


def prepared(request: HttpRequest) -> QuerySet[Sound]:
    """Those of the calls that the reader sets up, once the admin would let them in."""
    user: Any = request.user
    return Sound.objects.visible_to(user) if may_enter(request) else Sound.objects.none()


def part(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of one range (RFC 9110, 14.2); the whole where none, or several, are asked for; None for one beyond the end."""
    found = RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return 0, size - 1
    if not found[1]:
        length = int(found[2])
        return (max(0, size - length), size - 1) if length else None
    first, last = int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)
    return (first, last) if first <= last else None
