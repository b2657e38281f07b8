"""What a programme knows of its reviewers, as far as conflicts are looked for by it."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from applicants.calls.places.municipalities import find, full_name
from applicants.calls.places.plain import plain
from applicants.review.panel.models import ReviewerProfile


class Known(NamedTuple):
    """The organisations to which a reviewer belongs, as written, and the places in which they live: a municipality's code, or its plain name -> as
    written."""

    organisations: Collection[str]
    places: dict[str, str]


def known_of(program_code: str, people: Collection[int]) -> dict[int, Known]:
    """Reviewer -> that, out of their profiles; who has said nothing is not in it. One statement."""
    rows = ReviewerProfile.objects.filter(program_code=program_code, reviewer__in=people)
    return {
        reviewer: Known(organisations, places_of(entity, locality))
        for reviewer, organisations, entity, locality in rows.values_list("reviewer", "organisations", "entity", "locality")
    }


def places_of(entity: str, locality: str) -> dict[str, str]:
    """The municipalities of the state that are called so, and the name itself, by which the place of a collective is known."""
    if not plain(locality):
        return {}
    return {code: full_name(code) for code in (find(entity, locality) if entity else ())} | {plain(locality): locality}
