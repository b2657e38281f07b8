"""Files as reviewers get them: through a permission check, under names that tell nothing about the person, and without what the file says of its author."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from applicants.applications.staff.page import StaffRequest
from applicants.review.blinding.cover import cover_of
from applicants.review.calibration.first import CalibrateFirst, set_waits
from applicants.review.conflicts.later import may_be_tied, refuse_tied
from applicants.review.desk.reading import letters, open_files
from applicants.review.models import Review
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.files.content import suffix_of
from fundportal.files.copies.make import with_copy
from fundportal.files.models import StoredFile
from fundportal.files.ranges import goes_on
from fundportal.files.serve import serve


def review_file(request: StaffRequest, pk: int, file: UUID) -> HttpResponseBase:
    """A file of an application that is open on the reader's desk and not hidden by the round."""
    review = opened(request, pk)
    key = open_files(review.application, review.round.blind_tier).get(str(file))
    if key is None:
        raise Http404
    stored = get_object_or_404(StoredFile, pk=file, about=review.application.folio)
    folio, code = review.application.folio, review.round.call.program_code
    if not goes_on(request):
        record(actor=request.user, verb="view_file", target=folio, program_code=code, file=str(file), review=pk)
    return serve(request, with_copy(stored), name=f"{folio}-{key}{suffix_of(stored.media_type)}", for_readers=True)


def letter_file(request: StaffRequest, pk: int, reference: int) -> HttpResponseBase:
    """The file of a letter of reference, where the round shows letters and staff do not withhold it."""
    review = opened(request, pk)
    row = next((row for row in letters(review.application, review.round.blind_tier) if row.pk == reference), None)
    if row is None or row.file is None or cover_of(review.application).hides(row.file_id):
        raise Http404
    folio, code = review.application.folio, review.round.call.program_code
    record(actor=request.user, verb="view_file", target=folio, program_code=code, file=str(row.file_id), review=pk)
    return serve(request, with_copy(row.file), name=f"{folio}-letter-{row.pk}{suffix_of(row.file.media_type)}", for_readers=True)


def opened(request: StaffRequest, pk: int) -> Review:
    """A review of one's own desk without a conflict of interest. Raises Http404, Tied, CalibrateFirst."""
    if not request.user.may_somewhere(Permission.REVIEW):
        raise PermissionDenied
    rows = Review.objects.at_the_desk(request.user).filter(conflict=Review.Conflict.NONE)
    rows = rows.select_related("application__submission", "round__call__cohort__strand__program")
    rows = rows.annotate(may_be_tied=may_be_tied(request.user), set_waits=set_waits())
    found = get_object_or_404(rows.defer("application__answers", "application__revisions"), pk=pk)
    refuse_tied(found)
    if getattr(found, "set_waits", False):
        raise CalibrateFirst
    return found
