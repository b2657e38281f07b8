"""No more letters about what waits at the desk: a link in each of them, which works without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from applicants.review.desk.hush import hush, person_of
from applicants.review.desk.models import QuietReviewer
from fundportal.web.steady import repeatable


@csrf_exempt  # RFC 8058, as with the reminders of a deadline: the token is what nobody else knows
@never_cache
@repeatable
def quiet_reviewer(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, so that a program that only looks at links stops nothing; POST does it. Names nobody."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        hush(person=person, quiet=request.POST.get("answer") != "again")
    stopped = QuietReviewer.objects.filter(person=person).exists()
    return render(request, "review/quiet.html", {"stopped": stopped, "done": request.method == "POST"})
