"""Sample logins have no second factor, so they exist on this machine alone."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def refuse_exposed_samples() -> None:
    """Raise ImproperlyConfigured when SAMPLE_LOGINS is set where others could reach the portal."""
    if not settings.SAMPLE_LOGINS:
        return
    bound = os.environ.get("HOST", "127.0.0.1").strip("[]")
    for name, host in (("SITE_URL", settings.SITE_HOST), ("HOST", bound)):
        if host not in LOOPBACK and not host.startswith("127."):
            raise ImproperlyConfigured(
                f"SAMPLE_LOGINS is set, and {name} says {host}: sample logins have a printed password and no second factor, "
                "so the portal only starts with them when it is bound to this machine (localhost)."
            )
