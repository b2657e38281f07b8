"""What staff have covered is not found by reviewers either."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from applicants.applications.search.covering import GAP, Change, covers
from applicants.review.blinding.cover import Cover, covers_of


@covers
def left_out(applications: Iterable[int]) -> Mapping[int, Change]:
    """One statement."""
    return {pk: without(cover) for pk, cover in covers_of(applications).items()}


def without(cover: Cover) -> Change:
    def change(place: str, text: str) -> str:
        pattern = cover.patterns.get(place)
        return pattern.sub(GAP, text) if pattern else text

    return change
