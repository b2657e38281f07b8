"""The pages of errors. `handler400` to `handler500` of the URL configuration, and what a failed CSRF check says."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from fundportal.web.refusals import TooLarge, from_a_script, refuse

APPLICATION = re.compile(r"/(?:es|en)/solicitudes/.")
BUTTONS = {"csrfmiddlewaretoken", "accion"}


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when a view found more than it may read."""
    if isinstance(exception, RequestDataTooBig):
        return refuse(request, TooLarge(_("More was sent than this page takes. Go back one page, send less, and try again.")))
    return page(request, "400.html", 400, _("It could not be saved: we could not read what was sent."))


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    return page(
        request, "403.html", 403, _("It could not be saved: you may not change this. Copy what you wrote before you leave the page.")
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing there, or nothing there for this person; the page does not tell which."""
    return page(
        request, "404.html", 404, _("It could not be saved: this page is no longer there. Copy what you wrote before you leave it.")
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, without the database and without anything of the request."""
    return HttpResponse(render_to_string("500.html"), status=500)


@requires_csrf_token
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token does not fit the browser's cookie: somebody has signed in since the page was opened. The words of an application are
    handed back, since going back does not always bring them again."""
    return page(
        request,
        "403_csrf.html",
        403,
        _("It could not be saved: the page has become old. Copy what you wrote, reload the page and paste it."),
        lines=typed_in(request),
        again=request.path,
    )


def typed_in(request: HttpRequest) -> list[str]:
    """What was typed into a form of an application, as the browser itself says of our own pages: another site cannot put words here."""
    ours = (
        request.headers.get("Sec-Fetch-Site") == "same-origin"
        or request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    )
    if not ours or not APPLICATION.match(request.path):
        return []
    return typed(request.POST)


def typed(fields: QueryDict) -> list[str]:
    """The words in what a form has sent."""
    names = [name for name in fields if not name.startswith(".") and name not in BUTTONS]
    return [text for name in names for text in fields.getlist(name) if text.strip()]


def page(request: HttpRequest, template: str, status: int, sentence: str, **context: Any) -> HttpResponse:
    """The page of an error; for a script the sentence alone."""
    if from_a_script(request):
        return JsonResponse({"refused": sentence}, status=status)
    return render(request, template, context, status=status)
