"""A database that restarts is waited for: the person sees a page that takes a little longer, not an error.

What a view did before its connection broke was rolled back, or it was committed and only the word of it was lost. So a view runs again when that
can do no harm: nothing had been done yet, or the request only reads, or its view is marked as repeatable (sent twice it does once, and the second
time shows what happened). Anything else ends in a page that says what to do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fundportal.web.refusals import Refusal, refuse

PATIENCE = 15.0  # seconds from the first failure on; PostgreSQL recovers from a crash within a few
LOOK = 0.1  # seconds between two looks
RUNS = 3  # of one view, the first included
SAFE = ("GET", "HEAD", "OPTIONS")
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

    def lasts(self) -> float:
        """Seconds since the first failure."""
        now = time.monotonic()
        if self.since is None:
            self.since = now
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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer of a later run; the page of Away; None for what is no lost connection."""
        match, runs = request.resolver_match, 1
        while match and is_lost(exception):
            may_repeat = connection.connection is None or request.method in SAFE or getattr(match.func, "repeatable", False)
            connection.close()
            if not may_repeat or runs == RUNS or not comes_back():
                answer = refuse(request, Away())
                answer.headers["Retry-After"] = "60"
                return answer
            runs += 1
            try:
                return rendered(match.func(request, *match.args, **match.kwargs))
            except (OperationalError, InterfaceError) as again:
                exception = again
            except Refusal as refusal:
                return refuse(request, refusal)
        if runs > 1:
            raise exception
        return None


def is_lost(exception: Exception) -> bool:
    """Whether a view failed because its connection broke, or because none could be made."""
    if not isinstance(exception, OperationalError | InterfaceError) or connection.in_atomic_block:
        return False
    return connection.connection is None or not connection.is_usable()


def comes_back() -> bool:
    """Whether the database answers before it has been away for PATIENCE seconds."""
    while True:
        try:
            connection.ensure_connection()
        except OperationalError:
            if absence.lasts() > PATIENCE:
                return False
            time.sleep(LOOK)  # it has no way to call us back
        else:
            absence.is_over()
            return True


def rendered(response: Any) -> HttpResponse:
    """A page that is made late is made here, where a failure can still be mended."""
    finished: HttpResponse = response.render() if hasattr(response, "render") else response
    return finished
