"""A telephone that several people use: nothing that one of them writes or reads from then on stays on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

COOKIE, YEARS = "shared_device", 5
CLEAR = "Clear-Site-Data"
CACHE = '"cache"'  # not cookies: this one has to stay; nor storage, where unsent words of others wait for them


def is_shared(request: HttpRequest) -> bool:
    """Whether the browser has been said to be used by several people."""
    return request.COOKIES.get(COOKIE) == "1"


def keeper(request: HttpRequest) -> str:
    """How the device calls the person for whom it keeps pages and unsent words; empty where it may keep nothing."""
    return "" if is_shared(request) or not request.user.is_authenticated else called(request)


def called(request: HttpRequest) -> str:
    """The name of who has signed in, on any device. Pages bear it: who opened one is who writes in it."""
    return name_of(request.user.pk)


def name_of(person: int | None) -> str:
    """How devices and pages call the person with this number. Nobody else can make the name up."""
    return salted_hmac("fundportal.accounts.keeper", str(person)).hexdigest()[:16]


def is_of_another(request: HttpRequest, kept_for: str) -> bool:
    """Whether words come from a page, or a device, of somebody else than who has signed in. Without a name nobody's are."""
    return bool(kept_for) and kept_for != called(request)


def leaves_nothing(view: Callable[..., HttpResponse], *, always: bool = False) -> Callable[..., HttpResponse]:
    """Let the browser clear the pages that it keeps when the view is done with a person: on a shared device, or `always`. What scripts keep, the service
    worker takes away (templates/offline/sw.js)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        was_in = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if was_in and not request.user.is_authenticated and (always or is_shared(request)):
            response.headers[CLEAR] = CACHE
        return response

    return wrapper


@never_cache
@login_not_required
def device(request: HttpRequest) -> HttpResponse:
    """GET says what is kept on this device; POST lets it keep nothing from now on, or keep again. Nobody need have signed in."""
    if request.method != "POST":
        return render(request, "accounts/device.html", {"shared": is_shared(request), "keep": keeper(request)})
    response = redirect("device")
    if request.POST.get("shared") == "1":
        lasts = YEARS * 365 * 24 * 3600
        response.set_cookie(COOKIE, "1", max_age=lasts, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax", httponly=True)
        response.headers[CLEAR] = CACHE
        messages.success(request, _("From now on nothing is kept on this phone. Sign out when you have finished."))
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
        messages.success(request, _("This phone keeps your application again, so that you can go on without a connection."))
    return response
