"""A database that restarts is waited for: the person sees a page that takes a little longer, not an error.

What a view did before its connection broke was rolled back, or it was committed and only the word of it was lost. So a view runs again when that
can do no harm: nothing had been done yet, or the request only reads, or its view is marked as repeatable (sent twice it does once, and the second
time shows what happened). Anything else ends in a page that says what to do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal, refuse

PATIENCE = 15.0  # seconds from the first failure on; PostgreSQL recovers from a crash within a few
LOOK = 0.1  # seconds between two looks
QUIET = 2.0  # seconds without a failure, after which the next one is of another absence
FREE_THREADS = 2  # of a process, that never wait: /healthz and the pages that need no database go on
RUNS = 3  # of one view, the first included
SAFE = ("GET", "HEAD", "OPTIONS")
TOKENS = ("CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE")  # what signing in changes
TOKENS_AS_THEY_CAME = "fundportal.tokens"
View = TypeVar("View", bound=Callable[..., Any])


class Away(Refusal):
    """The database does not answer, or its last answer was lost."""

    status = 503
    title = _("We cannot reach our records at the moment")

    def __init__(self) -> None:
        super().__init__(
            _(
                "It is not your fault, and what you saved stays saved. Wait a minute and reload this page; if your browser asks, let it send the form again."
            )
        )


class Absence:
    """How long the database has been away for this process; one whose absence is long is not waited for by everybody anew."""

    def __init__(self) -> None:
        self.since: float | None = None
        self.seen = 0.0
        self.room = threading.BoundedSemaphore(max(1, settings.WEB_THREADS - FREE_THREADS))

    def lasts(self, *, tried_at: float) -> float:
        """Seconds since the first failure, now that an attempt of that moment has failed as well. An attempt may itself last seconds, so it is
        its beginning that tells a new absence from one that goes on; nobody need have come back to an old one that has passed."""
        now = time.monotonic()
        if self.since is None or tried_at - self.seen > QUIET:
            self.since = tried_at
        self.seen = now
        return now - self.since

    def is_over(self) -> None:
        self.since = None


absence = Absence()


def repeatable(view: View) -> View:
    """Marks a view that may be sent the same form twice: it does once what is asked, and shows what happened."""
    view.repeatable = True  # type: ignore[attr-defined]
    return view


class SteadyMiddleware:
    """Innermost, so that it is the first to see what a view raises."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.META[TOKENS_AS_THEY_CAME] = {name: request.META[name] for name in TOKENS if name in request.META}
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer of a later run; the page of Away; None for what is no lost connection."""
        match, runs = request.resolver_match, 1
        while match and is_lost(exception):
            may_repeat = connection.connection is None or request.method in SAFE or getattr(match.func, "repeatable", False)
            connection.close()
            put_tokens_back(request)
            if not may_repeat or runs == RUNS or not comes_back():
                return away(request)
            runs += 1
            try:
                put_session_back(request)
                return rendered(match.func(request, *match.args, **match.kwargs))
            except (OperationalError, InterfaceError) as again:
                exception = again
            except Refusal as refusal:
                return refuse(request, refusal)
        if runs > 1:
            raise exception
        return None


class SteadySessionMiddleware(SessionMiddleware):
    """Django's, which writes the session when the view is done: that, too, waits for a database that restarts."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_new, runs = request.session.session_key is None, 1
        while True:
            try:
                return super().process_response(request, response)
            except (OperationalError, InterfaceError, SessionInterrupted) as error:
                if not is_lost(origin(error)):
                    raise
            connection.close()
            if runs == RUNS or not comes_back():
                with translation.override(request.LANGUAGE_CODE):
                    return away(request)
            runs += 1
            if is_new:  # a key that may have been stored or not is given up
                request.session._session_key = None


def put_tokens_back(request: HttpRequest) -> None:
    """Undo what the run that failed has done to the form's token, so that the same form can be sent once more."""
    for name in TOKENS:
        request.META.pop(name, None)
    request.META.update(request.META[TOKENS_AS_THEY_CAME])


def put_session_back(request: HttpRequest) -> None:
    """The session, and who is signed in, as they are stored: under the key that the run that failed has given it, if that came to be stored,
    else under the one that came with the request."""
    session = request.session
    stored = session.session_key is not None and session.exists(session.session_key)
    request.session = type(session)(session.session_key if stored else request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    for name in ("_cached_user", "_acached_user"):
        request.__dict__.pop(name, None)
    AuthenticationMiddleware(rendered).process_request(request)


def away(request: HttpRequest) -> HttpResponse:
    """The page of Away, which asks neither the session nor the database."""
    answer = refuse(request, Away())
    answer.headers["Retry-After"] = "60"
    return answer


def origin(error: BaseException) -> BaseException:
    """What the database said, when the session's store took it for a session that somebody has ended."""
    while not isinstance(error, OperationalError | InterfaceError) and error.__context__ is not None:
        error = error.__context__
    return error


def is_lost(exception: BaseException) -> bool:
    """Whether a view failed because its connection broke, or because none could be made."""
    if not isinstance(exception, OperationalError | InterfaceError) or connection.in_atomic_block:
        return False
    return connection.connection is None or not connection.is_usable()


def comes_back() -> bool:
    """Whether the database answers before it has been away for PATIENCE seconds. Who finds no room to wait looks once."""
    may_wait = absence.room.acquire(blocking=False)
    try:
        while True:
            tried_at = time.monotonic()
            try:
                connection.ensure_connection()
            except OperationalError:
                if absence.lasts(tried_at=tried_at) > PATIENCE or not may_wait:
                    return False
                time.sleep(LOOK)  # it has no way to call us back
            else:
                absence.is_over()
                return True
    finally:
        if may_wait:
            absence.room.release()


def rendered(response: Any) -> HttpResponse:
    """A page that is made late is made here, where a failure can still be mended."""
    finished: HttpResponse = response.render() if hasattr(response, "render") else response
    return finished
