"""Answers of which there may be very many: which of them have a row of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from applicants.disclosure.control.release import THRESHOLD


def listed(counts: Mapping[str, int], *, never: Collection[str] = (), threshold: int = THRESHOLD) -> list[str]:
    """Those that reach the threshold, without the smallest of them for as long as all the others are under it."""
    large = sorted((code for code in counts if code not in never and counts[code] >= threshold), key=lambda code: (-counts[code], code))
    others = sum(counts.values()) - sum(counts[code] for code in large)
    while others < threshold and len(large) > 1:
        others += counts[large.pop()]
    return large
