"""The cache, which may always be away: then everything is a miss, at once, and rate limits stand open."""

from __future__ import annotations

import logging
import socket
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis import Connection, SSLConnection
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from fundportal.web.proxies import is_address

WAIT = 0.04  # seconds for the connection (its name looked up included), and again for the answer: less than 100 ms in all
PAUSE = 5.0  # seconds during which a cache that has just failed is not asked again

logger = logging.getLogger(__name__)


class Circuit:
    """Open while the server is taken to be away; one per process. A race costs one more attempt, no more."""

    def __init__(self) -> None:
        self.open_until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.open_until

    def trip(self, error: RedisError) -> None:
        self.open_until = time.monotonic() + PAUSE
        logger.warning("The cache does not answer (%s); doing without it for %s s.", type(error).__name__, PAUSE)

    def reset(self) -> None:
        self.open_until = 0.0


circuit = Circuit()


class Lookup(threading.Thread):
    """The addresses of one server. No time-out bounds the system's search for a name, so a thread does it, and one that hangs is alone."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(name="cache-lookup", daemon=True)
        self.place = host, port
        self.addresses: list[str] = []
        self.error: OSError | None = None

    def run(self) -> None:
        try:
            found = socket.getaddrinfo(*self.place, type=socket.SOCK_STREAM)
            self.addresses = list(dict.fromkeys(str(where[0]) for *_kind, where in found))
        except OSError as error:
            self.error = error


lookups: dict[tuple[str, int], Lookup] = {}


def addresses(host: str, port: int, *, within: float) -> list[str]:
    """Raises OSError when the name is not found within so many seconds."""
    if is_address(host):
        return [host]
    lookup = lookups.get((host, port))
    if lookup is None or not lookup.is_alive():
        lookup = lookups[host, port] = Lookup(host, port)
        lookup.start()
    lookup.join(within)
    if lookup.is_alive():
        raise TimeoutError(f"{host} is not found")
    if lookup.error:
        raise lookup.error
    return lookup.addresses


class Quick(Connection):
    """A connection that is there within WAIT, or not at all."""

    def _connect(self) -> Any:
        name, until = self.host, time.monotonic() + WAIT
        error: OSError = TimeoutError()
        try:
            for address in addresses(name, int(self.port), within=WAIT):
                self.host = address
                self.socket_connect_timeout = max(0.001, until - time.monotonic())
                try:
                    return super()._connect()  # type: ignore[no-untyped-call]
                except OSError as failure:
                    error = failure
        finally:
            self.host = name
        raise error


class QuickSSL(SSLConnection, Quick):
    """The same, encrypted."""


CONNECTIONS: dict[str, type[Connection]] = {"redis": Quick, "rediss": QuickSSL}


class FailOpenRedisCache(RedisCache):
    """Django's Redis cache that never raises and never makes a request wait: a server that is away has nothing stored and accepts everything."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        scheme = urlsplit(server if isinstance(server, str) else server[0]).scheme
        options = {
            **params.get("OPTIONS", {}),
            **({"connection_class": CONNECTIONS[scheme]} if scheme in CONNECTIONS else {}),
            "socket_connect_timeout": WAIT,
            "socket_timeout": WAIT,
            "retry": Retry(NoBackoff(), 0),
            "retry_on_timeout": False,
        }
        super().__init__(server, {**params, "OPTIONS": options})

    def _ask(self, verb: str, missed: Any, *args: Any) -> Any:
        if circuit.is_open():
            return missed
        try:
            return getattr(super(), verb)(*args)
        except RedisError as error:
            circuit.trip(error)
            return missed

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("add", True, key, value, timeout, version))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", default, key, default, version)

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask("set", None, key, value, timeout, version)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask("touch", False, key, timeout, version))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask("delete", False, key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return dict(self._ask("get_many", {}, keys, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask("has_key", False, key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as everywhere in Django; with the server away no key is."""
        value = self._ask("incr", None, key, delta, version)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return int(value)

    def set_many(self, data: dict[str, Any], timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return list(self._ask("set_many", [], data, timeout, version))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        self._ask("delete_many", None, keys, version)

    def clear(self) -> None:
        self._ask("clear", None)
