"""Roles, and what each may do. Code is the only place that says so; a migration step keeps Django's groups the same."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("Programme staff")
    REVIEWER = "reviewer", _("Reviewer")
    PR = "pr", _("Public relations")
    PRIVACY = "privacy", _("Privacy officer")
    EQUITY = "equity", _("Equity officer")


class Permission(models.TextChoices):
    """What may be done within one programme."""

    MANAGE_PROGRAM = "manage_program", _("Edit the programme, its cohorts and sessions")
    MANAGE_CALL = "manage_call", _("Set up, publish and extend calls")
    READ_APPLICATION = "read_application", _("Read applications with names")
    SCREEN = "screen", _("Screen applications in or out")
    ASSIGN = "assign", _("Assign reviewers")
    REVIEW = "review", _("Review assigned applications")
    DECIDE = "decide", _("Decide, release, offer and enrol")
    EXPORT_APPLICATIONS = "export_applications", _("Export all answers")
    EXPORT_REPORT = "export_report", _("See and export cohort reports")
    VIEW_DISCLOSURE = "view_disclosure", _("See figures of what people say about themselves, rounded, from 10 people on")
    VIEW_DISCLOSURE_CLOSELY = "view_disclosure_closely", _("See these figures exactly, from 5 people on")
    VIEW_EQUITY_FUNNEL = "view_equity_funnel", _("Compare how far groups of applicants come")
    READ_LETTERS = "read_letters", _("See letters and their delivery")
    READ_AUDIT = "read_audit", _("See who saw or changed what")
    INVITE = "invite", _("Invite staff")
    MANAGE_NOTICES = "manage_notices", _("Write privacy notices")


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(
        {
            Permission.MANAGE_PROGRAM,
            Permission.MANAGE_CALL,
            Permission.READ_APPLICATION,
            Permission.SCREEN,
            Permission.ASSIGN,
            Permission.DECIDE,
            Permission.EXPORT_APPLICATIONS,
            Permission.EXPORT_REPORT,
            Permission.VIEW_DISCLOSURE,
            Permission.VIEW_DISCLOSURE_CLOSELY,
            Permission.READ_LETTERS,
            Permission.INVITE,
        }
    ),
    Role.REVIEWER: frozenset({Permission.REVIEW}),
    Role.PR: frozenset({Permission.EXPORT_REPORT, Permission.VIEW_DISCLOSURE}),
    Role.PRIVACY: frozenset(
        {
            Permission.READ_AUDIT,
            Permission.MANAGE_NOTICES,
            Permission.READ_LETTERS,
            Permission.VIEW_DISCLOSURE,
            Permission.VIEW_DISCLOSURE_CLOSELY,
        }
    ),
    Role.EQUITY: frozenset({Permission.VIEW_DISCLOSURE, Permission.VIEW_DISCLOSURE_CLOSELY, Permission.VIEW_EQUITY_FUNNEL}),
}
