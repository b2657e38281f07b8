"""Chance, drawn with the portal's own key: the same for the same question for ever, unknown to everybody else, and without regard to any answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

SALT = "applicants.disclosure.floors.lot"
WITHHELD = 8
"""One question in so many shows no composition though there may be one: that none is shown then says of nobody anything."""
RANGE = 1_000_000


def number(fingerprint: str, what: str) -> int:
    return int.from_bytes(salted_hmac(SALT, f"{fingerprint}:{what}", algorithm="sha256").digest()[:8])


def is_withheld(fingerprint: str) -> bool:
    return number(fingerprint, "withheld") % WITHHELD == 0


def weights(fingerprint: str, candidates: Iterable[int]) -> dict[int, int]:
    """What each candidate's being chosen is worth in the lot."""
    return {each: number(fingerprint, str(each)) % RANGE for each in candidates}
