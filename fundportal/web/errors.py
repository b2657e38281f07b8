"""The pages of errors. `handler400` to `handler500` of the URL configuration, and what a failed CSRF check says."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from fundportal.web.refusals import TooLarge, refuse


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when a view found more than it may read."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, TooLarge(_("More was sent than this page takes. Go back one page, send less, and try again.")))
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return render(request, "403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing there for this person; the page does not tell which."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without the database and without anything of the request."""
    return HttpResponse(render_to_string("500.html"), status=500)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token does not fit the browser's cookie: the person's words are still in the page before."""
    return render(request, "403_csrf.html", status=403)
