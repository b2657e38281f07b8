"""A file of one's own application, as a download."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from applicants.applications.pages.person import PersonRequest
from fundportal.files.models import StoredFile
from fundportal.files.serve import serve


@never_cache
@login_required
def application_file(request: PersonRequest, folio: str, pk: UUID) -> HttpResponseBase:
    """For its owner alone. Staff and reviewers open files in the admin, where a second factor is asked for and the opening is written down."""
    stored = StoredFile.objects.filter(pk=pk, about=folio, owner=request.user).first()
    if stored is None:
        raise Http404
    return serve(request, stored)
