"""Sample logins have no second factor, so they exist on this machine alone."""

from __future__ import annotations

import ipaddress
import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_exposed_samples() -> None:
    """Raise ImproperlyConfigured when SAMPLE_LOGINS is set where others could reach the portal."""
    if not settings.SAMPLE_LOGINS:
        return
    bound = os.environ.get("HOST", "127.0.0.1").strip("[]")
    for name, host in (("SITE_URL", settings.SITE_HOST), ("HOST", bound)):
        if not is_loopback(host):
            raise ImproperlyConfigured(
                f"SAMPLE_LOGINS is set, and {name} says {host}: sample logins have a printed password and no second factor, "
                "so the portal only starts with them when it is bound to this machine (localhost)."
            )


def is_loopback(host: str) -> bool:
    """Whether `host` names this machine itself: "localhost" or a literal address; a name like 127.example.org may lead anywhere."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
