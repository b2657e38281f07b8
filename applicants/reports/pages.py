"""The report of one cohort, and its files."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from applicants.reports.export import as_file, export_report
from applicants.reports.formats import Format
from applicants.reports.models import CohortReport
from applicants.reports.picture import bars, scale, tiles
from applicants.reports.report import ELSEWHERE, make_report
from applicants.reports.wording import as_of, notes


@require_GET
def report(request: HttpRequest, pk: int, site: AdminSite) -> HttpResponse:
    """What may be seen of the cohort now, with the weight of each file that may be taken away."""
    cohort = get_object_or_404(CohortReport.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    made = make_report(cohort)
    shown = [place for place in made.entities if place.submitted.is_shown and place.code != ELSEWHERE]
    context = {
        **site.each_context(request),
        "title": cohort.name,
        "opts": CohortReport._meta,
        "report": made,
        "as_of": as_of(made),
        "notes": notes(made),
        "bars": bars(made.stages),
        "tiles": tiles(made.entities),
        "scale": scale(made.entities),
        "most": sorted(shown, key=lambda place: -(place.submitted.value or 0))[:3],
        "hidden": len(made.entities) - len(shown) - 1,
        "submitted": made.stages[1].people,
        "formats": [(kind, len(as_file(made, kind).content)) for kind in Format],
    }
    return render(request, "admin/applicants/cohortreport/report.html", context)


@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same figures as a file."""
    cohort = get_object_or_404(CohortReport.objects.visible_to(request.user).select_related("strand__program"), pk=pk)
    wanted = request.POST.get("format")
    if wanted not in Format.values:
        raise BadRequest("format")
    download = export_report(cohort=cohort, by=request.user, kind=wanted)
    return HttpResponse(
        download.content,
        content_type=download.media_type,
        headers={"Content-Disposition": f'attachment; filename="{download.name}"', "Cache-Control": "no-store"},
    )
