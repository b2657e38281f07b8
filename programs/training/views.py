"""The public page of a cohort."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fundportal.web.public import public_page
from programs.cohorts.models import Cohort
from programs.training.models import Session


def day_of(session: Session) -> date:
    return session.starts_at.astimezone(session.zone).date()


@public_page
def cohort(request: HttpRequest, slug: str, cohort_slug: str) -> HttpResponse:
    """One edition: dates, place, sessions, guests."""
    shown = get_object_or_404(Cohort.objects.public(), slug=cohort_slug, strand__program__slug=slug)
    sessions = list(shown.sessions.prefetch_related("guests"))
    guests = {guest.pk: guest for session in sessions for guest in session.guests.all()}
    context = {
        "cohort": shown,
        "program": shown.strand.program,
        "days": [(day, list(rows)) for day, rows in groupby(sessions, key=day_of)],
        "guests": sorted(guests.values(), key=lambda guest: guest.name),
    }
    return render(request, "programs/cohort.html", context)
