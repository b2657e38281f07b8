"""What a browser needs to go on without a connection: the service worker, and the page for what it has no copy of."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from fundportal.web.public import public_page
from fundportal.web.scripts import bare

FILES = ("css/site.css", "img/icono.svg", "js/outbox.js", "js/autosave.js", "js/offline.js")
KEEP = "X-Keep-Offline"
"""The header that allows a page to be kept on the device; it says for whom."""
UNTIL = "X-Keep-Until"
"""Until when, in milliseconds since 1970; without it as long as the person stays signed in."""


@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may stand before all pages. It changes with the names of the files that it keeps."""
    response = HttpResponse(bare(render_to_string("offline/sw.js", {"files": FILES})), content_type="text/javascript")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@login_not_required
@public_page
def away(request: HttpRequest) -> HttpResponse:
    """There is no connection, and no copy of the page."""
    return render(request, "offline/away.html")
