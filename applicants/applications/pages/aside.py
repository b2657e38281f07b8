"""What stands beside every page of an application: until when, and when it was saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.applications.deadline import is_in_time, last_instant
from applicants.applications.models import Application
from applicants.applications.two_clocks import Face, face, other_zone
from fundportal.accounts.models import User
from fundportal.web.moments import clock, near_day


@dataclass(frozen=True)
class Aside:
    """`left` says how long is left in words, empty when nothing is; `closes` on the call's clock, `mine` on the reader's where that differs."""

    left: str
    closes: Face
    mine: Face | None
    in_grace: bool
    saved: str


def aside(application: Application, reader: User, at: datetime) -> Aside:
    """For an application with its call."""
    last, deadline = last_instant(application), application.deadline
    in_time = is_in_time(application, at)
    zone = application.call.time_zone
    in_grace = deadline < at <= last
    shown = last if in_grace else deadline
    other = other_zone(shown, zone, reader.time_zone)
    return Aside(
        left=time_left(shown - at) if in_time else "",
        closes=face(shown, zone),
        mine=face(shown, other) if other else None,
        in_grace=in_grace,
        saved=saved_words(application.saved_at, other or zone) if application.revision else "",
    )


def time_left(left: timedelta) -> str:
    """“9 days left.”, by hours in the last two days, by minutes in the last hour."""
    minutes = int(left.total_seconds() // 60)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d day left.", "%(n)d days left.", days) % {"n": days}
    if minutes >= 60:
        return ngettext("%(n)d hour left.", "%(n)d hours left.", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d minute left.", "%(n)d minutes left.", minutes) % {"n": minutes}


def saved_words(saved: datetime, zone: str) -> str:
    """“Saved today at 18:42.”"""
    local, today = saved.astimezone(ZoneInfo(zone)), timezone.now().astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        return _("Saved today at %(time)s.") % {"time": clock(local)}
    return _("Saved on %(day)s at %(time)s.") % {"day": near_day(local), "time": clock(local)}
