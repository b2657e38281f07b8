"""Instants in the words of a letter: the call's clock first, the reader's second where it shows another time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fundportal.web.moments import clock, long_day, month, weekday
from fundportal.web.zones import city


def instant(value: str | datetime) -> datetime:
    """An aware instant from its ISO form. Raises ValueError for anything else."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value} has no offset")
    return moment


def readable_zone(name: str) -> ZoneInfo | None:
    """The reader's zone; None when it is unknown or no zone at all."""
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        return None


def two_clocks(moment: datetime, *, zone: str, reader_zone: str = "", seconds: bool = False) -> str:
    """“**Fri 12 March 2027, 23:59** in Mexico City; **Sat 13, 00:59** on your clock, Cancún”, in the markup of letters."""
    theirs = moment.astimezone(ZoneInfo(zone))
    here = _("**%(day)s, %(time)s** in %(city)s") % {"day": long_day(theirs), "time": clock(theirs, seconds=seconds), "city": city(zone)}
    readers = readable_zone(reader_zone)
    mine = moment.astimezone(readers) if readers else theirs
    if mine.utcoffset() == theirs.utcoffset():
        return here
    time = clock(mine, seconds=seconds) if mine.date() == theirs.date() else f"{weekday(mine)} {mine.day}, {clock(mine, seconds=seconds)}"
    there = _("**%(time)s** on your clock, %(city)s") % {"time": time, "city": city(reader_zone)}
    return f"{here}; {there}"


def short_day(day: date) -> str:
    """“12 March”, for a subject."""
    return pgettext("day and month", "%(day)d %(month)s") % {"day": day.day, "month": month(day)}


class Left(NamedTuple):
    """How much time is left: whole days when there are more than two, else whole hours; neither in the last hour."""

    days: int
    hours: int


def time_left(until: datetime, *, now: datetime) -> Left:
    """In words of a subject it is read later than it was written, so what has begun is not counted; a quarter of an hour is the way of a letter."""
    hours = max((until - now + timedelta(minutes=15)) // timedelta(hours=1), 0)
    return Left(hours // 24, 0) if hours > 48 else Left(0, hours)
