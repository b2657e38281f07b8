"""Texts as PostgreSQL keeps words with their places. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from applicants.applications.search.covering import GAP
from applicants.applications.search.words import forms_in, word_of

MOST_WORDS, LAST_PLACE, MOST_PLACES = 40_000, 16_383, 255
"""Words of one application that are kept; the other two are PostgreSQL's bounds."""
APART = 3
"""Places left free between two texts, so that no phrase reaches from one into the next."""


def rows_of(text: str) -> list[list[str]]:
    """The words of a text as they were written, in as many rows as gaps make of it."""
    return [forms_in(piece) for piece in text.split(GAP)]


def vector(rows: Iterable[list[str]]) -> str:
    """A tsvector as it is written, of words as they were written: 'cine':1,7 'comunidad':2."""
    places: dict[str, list[int]] = {}
    place = kept = 0
    for row in rows:
        for form in row[: MOST_WORDS - kept]:
            if place < LAST_PLACE:
                place += 1
            here = places.setdefault(word_of(form), [])
            if len(here) < MOST_PLACES and here[-1:] != [place]:
                here.append(place)
        kept += len(row)
        place = min(place + APART, LAST_PLACE)
        if kept >= MOST_WORDS:
            break
    return " ".join(f"{quoted(word)}:{','.join(map(str, here))}" for word, here in places.items())


def quoted(word: str) -> str:
    """One word as it stands in a tsvector or a tsquery."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
