"""Gathers the room's admin pages and hangs its steps and panel on the application's."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applicants.applications.admin import ApplicationAdmin
from applicants.applications.in_play import is_possible
from applicants.applications.models import Application
from applicants.applications.staff.page import StaffRequest
from applicants.applications.staff.panels import Panel, Step, panel, steps
from applicants.review.assignment import admin as assignment_admin
from applicants.review.calibration.page import calibration_page
from applicants.review.desk import admin as review_admin
from applicants.review.desk.flags import flags_page, flags_panel
from applicants.review.listing import ConflictFilter, FlaggedFilter, MissingFilter
from applicants.review.models import Review
from applicants.review.rounds import admin as round_admin
from applicants.review.rounds.needs import needs_page
from applicants.review.scores.page import agreement_page
from applicants.review.screening.page import TITLES, WAYS, action, screening
from fundportal.accounts.roles import Permission

__all__ = ["assignment_admin", "review_admin", "round_admin"]

round_admin.RoundAdmin.more_pages |= {
    "<int:pk>/agreement/": ("round_agreement", agreement_page),
    "<int:pk>/calibration/": ("round_calibration", calibration_page),
    "<int:pk>/flags/": ("round_flags", flags_page),
    "<int:pk>/needs/": ("round_needs", needs_page),
}
round_admin.RoundAdmin.more_links += [
    (_("Calibration"), "round_calibration"),
    (_("What each criterion needs"), "round_needs"),
    (_("Told by reviewers"), "round_flags"),
    (_("Agreement and severity"), "round_agreement"),
]
panel(flags_panel)
ApplicationAdmin.actions += [action(verb) for verb in TITLES]
ApplicationAdmin.list_filter += [MissingFilter, FlaggedFilter, ConflictFilter]
ApplicationAdmin.more_pages["screening/<str:way>/"] = ("application_screening", screening)


@steps
def screening_steps(request: StaffRequest, application: Application) -> Iterable[Step]:
    """Screening in or out, or thinking again, where the state allows it and the person still agrees."""
    if request.user.may(Permission.SCREEN, application.call.program_code):
        for way, verb in WAYS.items():
            if is_possible(verb, application):
                yield Step(TITLES[verb], f"{reverse('admin:application_screening', args=[way])}?ids={application.pk}")


@panel
def reviews(request: StaffRequest, application: Application) -> Panel | None:
    """Who reads it, and what they wrote."""
    rows = (
        Review.objects.visible_to(request.user)
        .filter(application=application)
        .select_related("round", "reviewer")
        .order_by("round__ordinal", "pk")
    )
    return Panel(_("Reviews"), "admin/applicants/review/panel.html", {"reviews": rows})
