"""Which of the headers that a reverse proxy sets are believed: only those of a proxy that TRUSTED_PROXIES names.

TRUSTED_PROXIES holds networks (`10.0.0.0/8`, `2001:db8::/32`), single addresses, or the word `unix` for a proxy that comes through a socket file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from fundportal.web.arrival import ACCEPTED_AT

FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_FORWARDED",
    "HTTP_X_REQUEST_START",
)


class Proxies:
    """The trusted networks, read once."""

    def __init__(self, names: Iterable[str]) -> None:
        names = [name.strip() for name in names if name.strip()]
        self.unix = "unix" in names
        self.networks = [_network(name) for name in names if name != "unix"]

    def trust(self, address: str) -> bool:
        """Whether a connection from `address` (empty: a socket file) is a proxy of ours."""
        if not address:
            return self.unix
        if not self.networks:
            return False
        try:
            ip = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        return any(ip in network for network in self.networks)

    def client(self, forwarded_for: str) -> str:
        """The last address of X-Forwarded-For that is not a proxy of ours; empty when there is none."""
        for address in reversed([part.strip() for part in forwarded_for.split(",")]):
            if not is_address(address):
                return ""
            if not self.trust(address):
                return address
        return ""


def _network(name: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(name, strict=False)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: “{name}” is neither a network such as 10.0.0.0/8 nor the word unix.") from error


def is_address(text: str) -> bool:
    """Whether it is an IP address, and no name."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class TrustedProxyMiddleware:
    """Strips what an untrusted peer claims to have been forwarded, and notes when the request arrived.

    From a trusted proxy: REMOTE_ADDR becomes the client's address, and X-Forwarded-Proto decides on `request.is_secure()`
    (SECURE_PROXY_SSL_HEADER; the header of anybody else is gone by then).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.proxies = Proxies(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        environ = request.META
        environ.setdefault(ACCEPTED_AT, time.time())
        if self.proxies.trust(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.proxies.client(environ.get("HTTP_X_FORWARDED_FOR", "")) or environ.get("REMOTE_ADDR", "")
        else:
            for name in FORWARDED:
                environ.pop(name, None)
        return self.get_response(request)
