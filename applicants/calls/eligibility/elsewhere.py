"""Where else to go: open calls and courses that fit the same answers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from applicants.calls.eligibility.judge import FITS, NOT, Answers, judge
from applicants.calls.eligibility.versions import rules_of
from applicants.calls.models import Call
from programs.models import Strand


class Place(NamedTuple):
    """A call or a course. `fits` is True when every one of its rules is met by what was answered, False where it has to be looked at, None for a
    course that anybody may join."""

    title: str
    summary: str
    url: str
    fits: bool | None


def elsewhere(call: Call, answers: Answers, at: datetime) -> list[Place]:
    """Other open calls of which no rule is broken, those that fit for certain first; then the strands with open registration. Two statements."""
    open_calls = Call.objects.listed().filter(opens_at__lte=at, closes_at__gt=at).exclude(pk=call.pk)
    found = [place for other in open_calls if (place := place_of(other, answers))]
    return [*sorted(found, key=lambda place: not place.fits), *courses()]


def place_of(call: Call, answers: Answers) -> Place | None:
    """None when an answer breaks one of its rules. A call without a check has to be read."""
    rules = rules_of(call)
    result = judge(rules.rules, answers).result if rules else ""
    url = reverse("eligibility" if rules else "call", args=[call.slug])
    return None if result == NOT else Place(str(call.title), str(call.summary), url, result == FITS)


def courses() -> list[Place]:
    """Strands of public programmes that anybody may join, without a call."""
    rows = Strand.objects.filter(mode=Strand.Mode.OPEN, program__is_public=True).select_related("program").order_by("program__order", "pk")
    return [Place(str(row.name), str(row.summary), reverse("program", args=[row.program.slug]), fits=None) for row in rows]
