"""An instant on the call's clock, and on the reader's where that shows another time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fundportal.web.moments import clock, near_day
from fundportal.web.zones import city, is_zone


@dataclass(frozen=True)
class Face:
    """An instant on the clock of one city."""

    iso: str
    day: str
    time: str
    city: str


def face(moment: datetime, zone: str) -> Face:
    local = moment.astimezone(ZoneInfo(zone))
    return Face(local.isoformat(timespec="minutes"), near_day(local), clock(local), city(zone))


def other_zone(moment: datetime, zone: str, own: str) -> str:
    """The reader's zone when it is known and its clock shows another time than the call's; else empty."""
    if not own or own == zone or not is_zone(own):
        return ""
    return own if moment.astimezone(ZoneInfo(own)).utcoffset() != moment.astimezone(ZoneInfo(zone)).utcoffset() else ""
