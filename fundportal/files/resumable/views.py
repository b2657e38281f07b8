"""The tus server: `/archivos/tus/` takes announcements, `/archivos/tus/<id>` pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fundportal.files.resumable.append import append, find, locked
from fundportal.files.resumable.create import create
from fundportal.files.resumable.end import end
from fundportal.files.resumable.metadata import ALGORITHMS, check, number
from fundportal.files.resumable.models import Upload
from fundportal.files.resumable.refusals import NoSuchUpload, TooMuch, Unclear
from fundportal.web.arrival import arrived_at
from fundportal.web.refusals import Refusal

if TYPE_CHECKING:
    from fundportal.accounts.models import User

    class TusRequest(HttpRequest):
        """A request of somebody who has signed in."""

        user: User


VERSION = "1.0.0"
MOST_BYTES = 500_000_000  # of one file; a question may ask for less
PIECE = 1024 * 1024  # of one request
PIECE_TYPE = "application/offset+octet-stream"
AT_ONCE = 64 * 1024
ABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,creation-with-upload,expiration,checksum,termination",
    "Tus-Max-Size": str(MOST_BYTES),
    "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
}
Step = Callable[..., HttpResponse]


@never_cache
def uploads(request: TusRequest) -> HttpResponse:
    """POST announces a file (and may bring its first piece)."""
    return answer(request, {"POST": announce})


@never_cache
def upload(request: TusRequest, pk: UUID) -> HttpResponse:
    """HEAD says how much has arrived, PATCH brings the next piece, DELETE gives it up. For whoever has announced it alone."""
    return answer(request, {"HEAD": look, "PATCH": take, "DELETE": give_up}, pk)


def answer(request: TusRequest, steps: dict[str, Step], *arguments: UUID) -> HttpResponse:
    """What the protocol asks of each answer; a refusal is its sentence in JSON."""
    method = (request.headers.get("X-HTTP-Method-Override") if request.method == "POST" else None) or request.method or ""
    step = steps.get(method.upper())
    if request.method == "OPTIONS":
        response = HttpResponse(status=204, headers=ABILITIES)
    elif step is None:
        response = HttpResponse(status=405, headers={"Allow": ", ".join((*steps, "OPTIONS"))})
    elif not request.user.is_authenticated:
        response = refused(401, _("You are signed out. Sign in again; what has arrived is kept."))
    elif request.headers.get("Tus-Resumable") != VERSION:
        response = refused(412, _("This address speaks tus 1.0.0."))
        response["Tus-Version"] = VERSION
    else:
        response = stepped(step, request, *arguments)
    response["Tus-Resumable"] = VERSION
    return response


def stepped(step: Step, request: TusRequest, *arguments: UUID) -> HttpResponse:
    try:
        return step(request, *arguments)
    except Refusal as refusal:
        return refused(refusal.status, refusal.message)
    except Http404:
        return refused(404, NoSuchUpload().message)


def refused(status: int, sentence: object) -> HttpResponse:
    return JsonResponse({"refused": str(sentence)}, status=status)


def announce(request: TusRequest) -> HttpResponse:
    length = number(request.headers.get("Upload-Length"))
    if length is None:
        raise Unclear(_("It is not said how large the file is."))
    first = request.content_type == PIECE_TYPE and announced_piece(request) > 0
    made = create(person=request.user, length=length, metadata=request.headers.get("Upload-Metadata", ""), at=arrived_at(request))
    if first:
        made = appended(request, made.pk, 0)
    response = said(made, HttpResponse(status=201))
    response["Location"] = reverse("upload", args=[made.pk])
    return response


def look(request: TusRequest, pk: UUID) -> HttpResponse:
    found = find(person=request.user, pk=pk, at=arrived_at(request))
    response = said(found, HttpResponse(status=200))
    response["Upload-Length"] = str(found.length)
    if found.metadata:
        response["Upload-Metadata"] = found.metadata
    return response


def take(request: TusRequest, pk: UUID) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return refused(415, _("A piece of a file is sent as %(type)s.") % {"type": PIECE_TYPE})
    offset = number(request.headers.get("Upload-Offset"))
    if offset is None:
        raise Unclear(_("It is not said where this piece begins."))
    announced_piece(request)
    return said(appended(request, pk, offset), HttpResponse(status=204))


def give_up(request: TusRequest, pk: UUID) -> HttpResponse:
    with transaction.atomic():
        end(locked(request.user, pk, arrived_at(request)))
    return HttpResponse(status=204)


def announced_piece(request: TusRequest) -> int:
    """How large the piece is, known before anything of it is read. Raises Unclear, TooMuch."""
    size = number(request.headers.get("Content-Length"))
    if size is None:
        raise Unclear(_("It is not said how large this piece is."))
    if size > PIECE:
        raise TooMuch(_("Send the file in pieces of at most 1 MB."))
    return size


def appended(request: TusRequest, pk: UUID, offset: int) -> Upload:
    """The piece is read whole before anything is locked: it is small, and the line may be slow. One that breaks off is kept as far as it has come,
    unless it has a checksum."""
    parts = []
    try:
        while part := request.read(AT_ONCE):
            parts.append(part)
    except UnreadablePostError:
        pass
    piece = b"".join(parts)
    check(request.headers.get("Upload-Checksum"), piece)
    return append(person=request.user, pk=pk, offset=offset, piece=piece, at=arrived_at(request))


def said(upload: Upload, response: HttpResponse) -> HttpResponse:
    response["Upload-Offset"] = str(upload.received)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response
