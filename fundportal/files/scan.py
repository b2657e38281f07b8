"""Looks for viruses, with ClamAV where CLAMAV_URL names it. Until then a file is pending: only who has sent it can open it."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import clamd  # type: ignore[import-untyped]
from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from fundportal.audit.record import record
from fundportal.files.models import StoredFile

log = logging.getLogger(__name__)
PATIENCE = 120.0  # seconds for one answer
AGAIN = timedelta(minutes=10)  # after an attempt that failed
ONE_AT_A_TIME = 7_311_904_220_117  # a lock of the database


def first_state() -> str:
    """That of a file which has just come."""
    return StoredFile.Scan.PENDING if settings.CLAMAV_URL else StoredFile.Scan.NONE


def scan_waiting(*, at: datetime) -> int:
    """Scan what is pending, the oldest first; one process at a time. Returns how many files have got their verdict."""
    if not settings.CLAMAV_URL or not locked("pg_try_advisory_lock"):
        return 0
    try:
        return sum(scan(stored) for stored in waiting(at))
    finally:
        locked("pg_advisory_unlock")


def locked(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def wake() -> None:
    """Have it done soon; without a broker the next beat does it."""
    from fundportal.files.tasks import scan_files

    if settings.CLAMAV_URL:
        with suppress(OperationalError, OSError):
            scan_files.delay()


def waiting(at: datetime) -> list[StoredFile]:
    rows = StoredFile.objects.filter(scan=StoredFile.Scan.PENDING)
    return list(rows.filter(Q(scan_tried_at=None) | Q(scan_tried_at__lt=at - AGAIN)).order_by("created_at", "pk")[:500])


def scan(stored: StoredFile) -> bool:
    """Whether there is a verdict. What went wrong is logged, and tried again later."""
    pending = StoredFile.objects.filter(pk=stored.pk, scan=StoredFile.Scan.PENDING)
    try:
        with stored.blob.open("rb") as file:
            verdict, found = scanner().instream(file)["stream"]
        if verdict not in ("OK", "FOUND"):
            raise clamd.ResponseError(found)
    except (clamd.ClamdError, OSError, KeyError, TypeError) as error:  # the last: it hung up without a word
        log.warning("File %s is not scanned yet: %s", stored.pk, error)
        pending.update(scan_tried_at=timezone.now())
        return False
    state = StoredFile.Scan.CLEAN if verdict == "OK" else StoredFile.Scan.INFECTED
    if pending.update(scan=state, scan_tried_at=timezone.now()) and state == StoredFile.Scan.INFECTED:
        record(actor=None, verb="file_infected", target=stored.about, file=str(stored.pk), found=str(found)[:100])
    return True


def scanner() -> clamd.ClamdNetworkSocket:
    """By `tcp://host:port` or `unix:///path`."""
    parts = urlsplit(settings.CLAMAV_URL)
    if parts.scheme == "unix":
        return clamd.ClamdUnixSocket(parts.path, timeout=PATIENCE)
    return clamd.ClamdNetworkSocket(parts.hostname, parts.port or 3310, timeout=PATIENCE)
