"""The rubric, public before anybody applies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from applicants.calls.models import Call
from applicants.review.desk.reading import BLINDNESS
from applicants.review.models import Round
from applicants.review.rounds.rubric import anchors_of
from fundportal.web.public import public_page


@public_page
def rubric(request: HttpRequest, slug: str) -> HttpResponse:
    """By what reviewers score, round by round. Without names, so that it may be kept whole."""
    call = get_object_or_404(Call.objects.public(), slug=slug)
    rounds = [
        {
            "name": found.name,
            "wanted": found.reviews_wanted,
            "shortlist": found.takes == Round.Takes.SHORTLIST,
            "kind": found.kind,
            "blindness": BLINDNESS[found.blind_tier],
            "names": found.shows_names,
            "criteria": [{"title": c.title, "weight": c.weight, "anchors": anchors_of(c)} for c in found.criteria.all()],
        }
        for found in Round.objects.filter(call=call, only=None).prefetch_related("criteria").order_by("ordinal")
    ]
    return render(request, "review/rubric.html", {"call": call, "rounds": [found for found in rounds if found["criteria"]]})
