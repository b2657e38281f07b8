"""The PR team's door in the admin: cohort reports, to read and to export."""

from __future__ import annotations

from django.contrib import admin

from applicants.reports import pages
from applicants.reports.models import CohortReport
from programs.cohorts.doors import CohortDoorAdmin


@admin.register(CohortReport)
class CohortReportAdmin(CohortDoorAdmin):
    """A list of cohorts, each with its report. No person or application is linked."""

    pages = {"": (pages.report, "change"), "export/": (pages.export, "export")}
