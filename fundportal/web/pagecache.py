"""Public pages, kept whole in each worker for anonymous visitors.

A page is kept per address and language until its `fresh_until` (the next instant at which a call opens or closes) or until the database says
that something public changed: triggers send NOTIFY `public_pages`, and each worker listens on a connection of its own. While that connection
is down nothing is served from the cache. A request with a session cookie passes by.
"""

from __future__ import annotations

import gzip
import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import psycopg2
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MAX_PAGES = 500
RETRY_SECONDS = 1.0


class PageCache:
    """Finished pages of one worker, with the thread that listens for changes."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[float, int, bytes, bytes]] = {}
        self.generation = 0
        self.listening = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = False
        self._bell: socket.socket
        self._ringer: socket.socket

    def get(self, key: str, accepts_gzip: bool) -> HttpResponse | None:
        """A fresh page, or None."""
        page = self.pages.get(key)
        if page is None or not self.listening:
            return None
        fresh_until, generation, plain, packed = page
        if generation != self.generation or time.time() >= fresh_until:
            self.pages.pop(key, None)
            return None
        return _response(plain, packed, accepts_gzip)

    def put(self, key: str, plain: bytes, fresh_until: datetime, generation: int) -> bytes:
        """Keep a page that was made while `generation` stood; returns it gzipped."""
        packed = gzip.compress(plain, 6)
        if len(self.pages) >= MAX_PAGES:
            self.pages.clear()
        self.pages[key] = (fresh_until.timestamp(), generation, plain, packed)
        return packed

    def forget(self) -> None:
        self.generation += 1

    def start(self) -> None:
        """Start listening, once per process (after the fork)."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._bell, self._ringer = socket.socketpair()
                self._thread = threading.Thread(target=self._listen, name="public-pages", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop listening; from then on nothing is served until `start`."""
        thread = self._thread
        if thread is not None and thread.is_alive():
            self._ending = True
            self._ringer.send(b"x")
            thread.join()
            self._bell.close()
            self._ringer.close()
        self._ending = False

    def _listen(self) -> None:
        while not self._ending:
            try:
                with suppress(psycopg2.Error, OSError, ValueError):  # a socket that breaks under select is one of the latter
                    self._listen_once()
            finally:  # whatever else ends this thread: nobody listens any more, and the next request starts another
                self.listening = False
                self.forget()
            if not self._ending:
                select.select([self._bell], [], [], RETRY_SECONDS)  # until the database is back

    def _listen_once(self) -> None:
        parameters = connection.get_connection_params()
        parameters.pop("cursor_factory", None)
        listener = psycopg2.connect(**parameters)
        try:
            listener.set_session(autocommit=True)
            with listener.cursor() as cursor:
                cursor.execute("LISTEN public_pages")
            self.forget()
            self.listening = True
            while not self._ending:
                ready, _, _ = select.select([listener, self._bell], [], [], 30)
                if not ready:
                    with listener.cursor() as cursor:
                        cursor.execute("SELECT 1")
                listener.poll()
                if listener.notifies:
                    listener.notifies.clear()
                    self.forget()
        finally:
            listener.close()


def _response(plain: bytes, packed: bytes, accepts_gzip: bool) -> HttpResponse:
    response = HttpResponse(packed if accepts_gzip else plain)
    if accepts_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    response.headers["Cache-Control"] = "no-cache"
    return response


cache = PageCache()


class PublicPageMiddleware:
    """Serves and fills the cache. Views of public pages opt in with `fundportal.web.public.public_page`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.enabled: bool = settings.PUBLIC_PAGE_CACHE

    def __call__(self, request: HttpRequest) -> HttpResponse:
        environ = request.META
        if (
            not self.enabled
            or environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
            or settings.SESSION_COOKIE_NAME + "=" in environ.get("HTTP_COOKIE", "")
        ):
            return self.get_response(request)
        accepts_gzip = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        key = environ.get("HTTP_HOST", "") + request.path_info
        page = cache.get(key, accepts_gzip)
        if page is not None:
            return page
        cache.start()
        generation = cache.generation
        response = self.get_response(request)
        fresh_until = getattr(response, "fresh_until", None)
        if fresh_until is None or response.status_code != 200 or response.cookies or fresh_until <= timezone.now():
            return response
        plain = gzip.decompress(response.content) if response.headers.get("Content-Encoding") == "gzip" else response.content
        return _response(plain, cache.put(key, plain, fresh_until, generation), accepts_gzip)
