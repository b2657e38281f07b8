"""The report of one cohort, and its files."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_POST

from applicants.applications.staff.page import StaffRequest, staff_page
from applicants.reports.export import as_file, export_report
from applicants.reports.formats import Format
from applicants.reports.models import CohortReport
from applicants.reports.picture import bars, scale, tiles
from applicants.reports.report import ELSEWHERE, make_report
from applicants.reports.wording import as_of, notes
from fundportal.accounts.roles import Permission
from programs.cohorts.models import Cohort


def cohort_or_404(request: StaffRequest, pk: int) -> Cohort:
    """A cohort whose report the person may see."""
    return get_object_or_404(CohortReport.objects.visible_to(request.user).select_related("strand__program"), pk=pk)


@require_GET
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """What may be seen of the cohort now, with the weight of each file that may be taken away."""
    made = make_report(cohort_or_404(request, pk))
    shown = [place for place in made.entities if place.submitted.is_shown and place.code != ELSEWHERE]
    return staff_page(
        request,
        "admin/applicants/cohortreport/report.html",
        title=made.cohort.name,
        opts=CohortReport._meta,
        cohort=made.cohort,
        report=made,
        as_of=as_of(made),
        notes=notes(made),
        bars=bars(made.stages),
        tiles=tiles(made.entities),
        scale=scale(made.entities),
        most=sorted(shown, key=lambda place: -(place.submitted.value or 0))[:3],
        hidden=len(made.entities) - len(shown) - 1,
        submitted=made.people("submitted"),
        offered=made.people("offered"),
        enrolled=made.people("enrolled"),
        described=may_see_descriptions(request, made.cohort),
        formats=[(kind, len(as_file(made, kind).content)) for kind in Format],
    )


def may_see_descriptions(request: StaffRequest, cohort: Cohort) -> bool:
    """What applicants say about themselves has a page of its own, where each look is written down: no report and no file repeats it."""
    return request.user.may(Permission.VIEW_DISCLOSURE, cohort.strand.program.code)


@require_POST
def export(request: StaffRequest, pk: int) -> HttpResponse:
    """The same figures as a file."""
    cohort, wanted = cohort_or_404(request, pk), request.POST.get("format", "")
    if wanted not in Format.values:
        raise BadRequest("format")
    download = export_report(cohort=cohort, by=request.user, kind=wanted)
    headers = {"Content-Disposition": f'attachment; filename="{download.name}"', "Cache-Control": "no-store"}
    return HttpResponse(download.content, content_type=download.media_type, headers=headers)
