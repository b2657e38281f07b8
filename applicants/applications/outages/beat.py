"""The heartbeat: a sign of life twice a minute, and what an absence between two of them was."""

from __future__ import annotations

from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from applicants.applications.outages.models import AliveSpan
from applicants.applications.outages.propose import propose

ABSENT = timedelta(minutes=2)  # signs come every 30 seconds; less than this apart they are one span
SET_BACK = timedelta(minutes=2)  # a clock that says so much less than the last sign was moved; beats that overtake each other are closer
KEPT = timedelta(days=60)
PATIENCE = 3.0  # seconds
LOCK = 0x6D1C3F0A  # any number, the same in every process


class Gap(NamedTuple):
    """Nobody saw it between these instants."""

    what: str
    began_at: datetime
    ended_at: datetime


def beat(*, at: datetime) -> int:
    """Write the signs of life of this moment. Returns how many extensions are proposed because an absence has ended with it."""
    site = answers()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # several beats: one after the other
        gaps = [sign(AliveSpan.What.WORKER, at)]
        if site:
            gaps.append(sign(AliveSpan.What.SITE, at))
        return sum(propose(what=gap.what, began_at=gap.began_at, ended_at=gap.ended_at, at=at) for gap in gaps if gap)


def sign(what: str, at: datetime) -> Gap | None:
    """Lengthen the newest span, or begin another; the absence before it, if there was one.

    Where the clock was moved back the signs go on in a new span, and no absence is made of it.
    """
    last = AliveSpan.objects.filter(what=what).order_by("-pk").first()
    if last and timedelta(0) <= at - last.until <= ABSENT:
        AliveSpan.objects.filter(pk=last.pk).update(until=at)
        return None
    if last and timedelta(0) < last.until - at <= SET_BACK:
        return None
    AliveSpan.objects.create(what=what, since=at, until=at)
    AliveSpan.objects.filter(what=what, until__lt=at - KEPT).delete()
    return Gap(what, last.until, at) if last and at > last.until else None


def answers() -> bool:
    """Whether the pages answer at the portal's own address. Where the worker cannot reach that at all there is never a span, and never an absence."""
    address = urlsplit(settings.SITE_URL)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    line = kind(address.hostname or "localhost", address.port, timeout=PATIENCE)
    try:
        line.request("GET", "/healthz", headers={"Connection": "close"})
        return line.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        line.close()
