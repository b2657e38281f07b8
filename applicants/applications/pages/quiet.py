"""The page behind “no more reminders” in a letter. Whoever holds the letter may use it, signed in or not."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from applicants.applications.models import Application
from applicants.applications.quiet.hush import folio_of, hush
from applicants.applications.quiet.models import Quiet
from fundportal.web.steady import repeatable


@csrf_exempt  # RFC 8058: the mail program posts "List-Unsubscribe=One-Click", and has no page of ours; the token is what nobody else knows
@never_cache
@repeatable
def quiet(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, so that a program that only looks at links stops nothing; POST does it. Says of which call, never whose."""
    folio = folio_of(token)
    application = Application.objects.select_related("call").filter(folio=folio).first() if folio else None
    if application is None:
        raise Http404
    if request.method == "POST":
        hush(application=application, quiet=request.POST.get("answer") != "again")
    stopped = Quiet.objects.filter(application=application).exists()
    return render(request, "applications/quiet.html", {"call": application.call, "stopped": stopped, "done": request.method == "POST"})
