"""The equity officer's door in the admin."""

from __future__ import annotations

from django.contrib import admin

from applicants.selection.funnel.models import CohortFunnel
from applicants.selection.funnel.page import funnel_page
from programs.cohorts.doors import CohortDoorAdmin


@admin.register(CohortFunnel)
class CohortFunnelAdmin(CohortDoorAdmin):
    """A list of cohorts, each with its funnel."""

    pages = {"": (funnel_page, "change")}
