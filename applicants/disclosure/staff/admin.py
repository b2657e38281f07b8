"""The door in the admin. Descriptions themselves are not registered: nobody lists, opens or searches them."""

from __future__ import annotations

from django.contrib import admin

from applicants.disclosure.staff.models import CohortDisclosure
from applicants.disclosure.staff.page import figures
from programs.cohorts.doors import CohortDoorAdmin


@admin.register(CohortDisclosure)
class CohortDisclosureAdmin(CohortDoorAdmin):
    """A list of cohorts, each with its figures."""

    pages = {"": (figures, "change")}
