"""When a request arrived. Deadlines are judged by this, not by the moment at which a worker got round to it."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from django.http import HttpRequest

ACCEPTED_AT = "fundportal.arrived_at"  # WSGI environ: epoch seconds, set by the web worker; a client cannot set it
LONGEST_WAIT = 3600.0  # seconds that a request may have waited before us
_START = re.compile(r"(?:t=)?(\d{10,16})(?:\.(\d{1,9}))?", re.ASCII)


def arrived_at(request: HttpRequest) -> datetime:
    """The instant of arrival, aware, in UTC; the same at each call for one request.

    The trusted proxy's X-Request-Start (others' is stripped by TrustedProxyMiddleware), else the moment at which the worker accepted the
    request, else now. Never in the future, never more than an hour ago (then the worker's own moment counts).
    """
    known: datetime | None = getattr(request, "_arrived_at", None)
    if known is None:
        known = datetime.fromtimestamp(_seconds(request), UTC)
        request._arrived_at = known  # type: ignore[attr-defined]
    return known


def _seconds(request: HttpRequest) -> float:
    now = time.time()
    accepted = min(float(request.META.get(ACCEPTED_AT, now)), now)
    if accepted < now - LONGEST_WAIT:
        accepted = now
    started = _started(request.META.get("HTTP_X_REQUEST_START", ""))
    if started is None or started < now - LONGEST_WAIT:
        return accepted
    return min(started, accepted)


def _started(header: str) -> float | None:
    """Epoch seconds out of `t=1690000000.123`, or the same in milliseconds or microseconds; None when it is something else."""
    match = _START.fullmatch(header.strip())
    if match is None:
        return None
    whole, fraction = match.groups()
    scale = {10: 1, 13: 1_000, 16: 1_000_000}.get(len(whole))
    return float(f"{whole}.{fraction or 0}") / scale if scale else None
