"""Marks a view as a public page: the same for every anonymous visitor until a known instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

LONGEST = timedelta(minutes=10)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For anonymous visitors the page may be kept whole: the view must put no token, nonce or name into it.

    A view whose page flips at an instant (a call opens or closes) calls `keep_until` on the response.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and not request.user.is_authenticated and not hasattr(response, "fresh_until"):
            keep_until(response, timezone.now() + LONGEST)
        return response

    return wrapper


def keep_until(response: HttpResponse, instant: datetime | None) -> HttpResponse:
    """Let the page cache keep this response until `instant`, ten minutes at the most."""
    latest = timezone.now() + LONGEST
    response.fresh_until = min(instant, latest) if instant else latest  # type: ignore[attr-defined]
    return response
