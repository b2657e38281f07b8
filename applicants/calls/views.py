"""Public pages of calls: home, the list, one call, its questions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from applicants.calls.easy.explained import explained
from applicants.calls.eligibility.versions import rules_of
from applicants.calls.form_versions import LoadedForm, LoadedSection, form_version
from applicants.calls.in_words import condition_in_words, repeat_in_words
from applicants.calls.listing import listing
from applicants.calls.models import Call
from applicants.calls.questions import question_type
from applicants.calls.tickets import state, ticket, tickets
from fundportal.web.public import keep_until, public_page
from programs.catalogue.tickets import next_flip
from programs.models import Partnership, Program


def zone_of(request: HttpRequest) -> str:
    """The reader's time zone, where an account says so."""
    return request.user.time_zone if request.user.is_authenticated else ""


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """The fund at a glance: open calls, the initiatives, how it works."""
    found = tickets(timezone.now())
    context = {"tickets": [one for one in found if one.state != "closed"], "programs": Program.objects.public(), "zone": zone_of(request)}
    return keep_until(render(request, "calls/home.html", context), next_flip(found))


@public_page
def calls(request: HttpRequest) -> HttpResponse:
    """Every public call: open, to come, closed."""
    found = tickets(timezone.now())
    groups = {name: [one for one in found if one.state == name] for name in ("open", "soon", "closed")}
    groups["closed"].reverse()
    return keep_until(render(request, "calls/calls.html", {"groups": groups, "zone": zone_of(request)}), next_flip(found))


@public_page
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: until when, for whom, what is needed, how it is decided."""
    shown, now = get_object_or_404(Call.objects.public(), slug=slug), timezone.now()
    form = form_version(shown.form_version_id)
    extensions = shown.extensions.all()
    partnerships = shown.cohort.strand.program.partnerships.select_related("organization")
    context = {
        "call": shown,
        "state": state(shown, now),
        "program": shown.cohort.strand.program,
        "partnerships": partnerships,
        "form_sections": form.sections,
        "form_questions": form.questions,
        "extensions": extensions,
        "has_check": rules_of(shown) is not None,
        "zone": zone_of(request),
        "listing": listing(shown, [row.organization for row in partnerships if row.role != Partnership.Role.CO_SPONSOR]),
    }
    return keep_until(render(request, "calls/call.html", context), ticket(shown, now).flips_at)


@public_page
def call_on_paper(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole form with space to write, for printing."""
    shown = get_object_or_404(Call.objects.listed(), slug=slug)
    return render(request, "calls/paper.html", {"call": shown, "sections": sections_told(shown)})


@public_page
def call_questions(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions of a call, to prepare before starting."""
    shown, now = get_object_or_404(Call.objects.listed(), slug=slug), timezone.now()
    page = render(request, "calls/questions.html", {"call": shown, "sections": sections_told(shown), "state": state(shown, now)})
    return keep_until(page, ticket(shown, now).flips_at)


def sections_told(call: Call) -> list[tuple[LoadedSection, list[str], list[dict[str, Any]]]]:
    """Every section of the form with when and how often it is asked, and its questions with all that is known before starting."""
    form = form_version(call.form_version_id)
    return [
        (
            section,
            [words for words in (condition_in_words(section.show_when, form.questions), times(section)) if words],
            [question_told(q, form) for q in section.questions],
        )
        for section in form.sections
    ]


def question_told(q: dict[str, Any], form: LoadedForm) -> dict[str, Any]:
    kind = question_type(q["kind"])
    found = {
        "limits": kind.limits(q),
        "easy": explained(q),
        "paper": kind.paper(q),
        "when": condition_in_words(q.get("show_when"), form.questions),
    }
    return {"q": q, **found}


def times(section: LoadedSection) -> str:
    return repeat_in_words(section.repeat and section.repeat._asdict())
