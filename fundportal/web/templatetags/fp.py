"""Template tags of the design: clocks, the progress strip, amounts, weights and days."""

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fundportal.web import moments, zones
from fundportal.web.pack.amounts import written
from fundportal.web.sizes import in_megabytes

register = template.Library()

CLOCK_LABELS: dict[str, str | Promise] = {
    "opens": _("Opens in %(city)s"),
    "opened": _("Opened in %(city)s"),
    "closes": _("Closes in %(city)s"),
    "closed": _("Closed in %(city)s"),
    "received": _("Received in %(city)s"),
    "promised": _("Decision by, in %(city)s"),
    "expires": _("Answer until, in %(city)s"),
}


@register.inclusion_tag("fp/clocks.html")
def clocks(
    moment: datetime.datetime, tz: str, user_tz: str = "", what: str = "closes", *, small: bool = False, seconds: bool = False
) -> dict[str, Any]:
    """An instant on two clocks: the call's first, the reader's second where it is known and shows another time."""
    theirs = moment.astimezone(ZoneInfo(tz))
    faces = [(str(CLOCK_LABELS[what]) % {"city": zones.city(tz)}, theirs)]
    if user_tz and zones.is_zone(user_tz):
        mine = moment.astimezone(ZoneInfo(user_tz))
        if mine.utcoffset() != theirs.utcoffset():
            faces.append((str(_("On your clock, %(city)s")) % {"city": zones.city(user_tz)}, mine))
    shown = [
        {"label": label, "iso": iso(face, seconds=seconds), "time": moments.clock(face, seconds=seconds), "day": moments.long_day(face)}
        for label, face in faces
    ]
    return {"faces": shown, "small": small, "waits": not user_tz}


@register.inclusion_tag("fp/fret.html")
def fret(n: int, done: int | Collection[int] = 0, now: int | None = None) -> dict[str, Any]:
    """The progress strip: one fret for each of n sections. `done` says how many, or which (from 1); `now` is the one that is open."""
    finished = range(1, done + 1) if isinstance(done, int) else done
    frets = [(14 * (place - 1), "is-now" if place == now else "is-done" if place in finished else "") for place in range(1, n + 1)]
    return {"frets": frets, "width": 14 * n}


@register.filter
def money(amount: Any, currency: str = "") -> str:
    """“45,000.50 MXN”: thousands with commas in both languages, cents only if there are any."""
    if amount in (None, ""):
        return ""
    return f"{written(Decimal(str(amount)))} {currency}".strip()


@register.filter
def host(address: str) -> str:
    """“vimeo.com” of an address there; the address itself where it is none."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


@register.filter
def filesize(size: int | None) -> str:
    """“18 kB”, “3.1 MB”."""
    return in_megabytes(size or 0)


@register.filter
def long_day(moment: datetime.datetime, tz: str) -> str:
    """“Fri 12 March 2027”, in the given zone."""
    return moments.long_day(moment.astimezone(ZoneInfo(tz)))


@register.filter
def near_day(moment: datetime.datetime, tz: str) -> str:
    """“Fri 12 March”, in the given zone."""
    return moments.near_day(moment.astimezone(ZoneInfo(tz)))


@register.filter
def clock(moment: datetime.datetime, tz: str) -> str:
    """“23:59”, in the given zone."""
    return moments.clock(moment.astimezone(ZoneInfo(tz)))


@register.filter
def city(tz: str) -> str:
    """The city by which people know a zone."""
    return zones.city(tz)


@register.filter
def day(date: datetime.date) -> str:
    """“Fri 12 March 2027”, of a date without hours."""
    return moments.long_day(date)


def iso(moment: datetime.datetime, *, seconds: bool) -> str:
    return moment.isoformat(timespec="seconds" if seconds else "minutes")
