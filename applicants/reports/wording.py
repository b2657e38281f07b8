"""A report as a whole, put into words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from applicants.disclosure.control.release import BASE, THRESHOLD
from applicants.reports.report import Report
from fundportal.web.moments import clock, day_in_words
from fundportal.web.zones import city


def as_of(report: Report) -> str:
    """“2 May 2027, 12:00 (Mexico City)”."""
    local = report.at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return f"{day_in_words(local)}, {clock(local)} ({city(settings.TIME_ZONE)})"


def notes(report: Report) -> list[str]:
    """How to read the figures: sentences that go with every report, wherever it goes."""
    said = [_("Sample data: everybody in it is invented.")] if report.is_sample else []
    return [
        *said,
        _("Source: the applications to this cohort's calls and its enrolments, as this portal held them at the moment given above."),
        _("Figures are rounded to %(base)d; those under %(threshold)d, zero included, appear as <%(threshold)d and without a percentage.")
        % {"base": BASE, "threshold": THRESHOLD},
        _("Where a figure under %(threshold)d would follow from the others, another one is hidden, too.") % {"threshold": THRESHOLD},
        _("Stages fewer than %(threshold)d people apart are not told from each other: one of them appears as “about” the other.")
        % {"threshold": THRESHOLD},
        _("“27 or more” counts those who are named; fewer than %(threshold)d others may come on top, or none.") % {"threshold": THRESHOLD},
        _("Percentages are taken from the rounded figures."),
        _("Where an applicant lives or comes from is what the application handed in last says."),
        _("Only people who agreed to be named are named. Each may withdraw that: before you publish, make the report again."),
    ]
