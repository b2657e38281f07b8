"""A file of an application, as a download."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from applicants.applications.read_file import may_read_file, note_reading
from fundportal.files.models import StoredFile
from fundportal.files.serve import serve


@never_cache
@login_required
def application_file(request: HttpRequest, folio: str, pk: UUID) -> HttpResponseBase:
    """For its owner, and for whoever may read it; anybody else finds nothing here."""
    stored = StoredFile.objects.filter(pk=pk, about=folio).first()
    if stored is None or not may_read_file(request.user, stored):
        raise Http404
    note_reading(request.user, stored)
    return serve(request, stored)
