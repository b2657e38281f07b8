"""Which further cells of a table are hidden, so that the small ones do not follow from the total.

A reader who knows the rule asks of each cover why it is that one, and of each shown cell why it is none. "The smallest that is enough" would
answer: it bounds the small counts that it protects. So chance decides, drawn with the portal's own key: always the same for one table, so that
two reports cannot be compared, and unknown to everybody else.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.utils.crypto import salted_hmac

K = TypeVar("K", bound=Hashable)

SALT = "applicants.reports.covers"  # where this file lay once: with another salt each table would have other covers
RARITY = 8
"""One table in so many has a cover more than it needs, one in the square of it two more: that a second cover was needed says nothing then."""


def draw(table: str, keys: Iterable[K]) -> tuple[list[K], int]:
    """The lot of a table: the order in which its cells are tried as covers, and the least number of covers where it needs any."""
    order = sorted(keys, key=lambda key: salted_hmac(SALT, f"{table}:{key}", algorithm="sha256").digest())
    number, least = int.from_bytes(salted_hmac(SALT, table, algorithm="sha256").digest()), 1
    while number and number % RARITY == 0:
        number, least = number // RARITY, least + 1
    return order, least


def choose_covers(counts: Mapping[K, int], small: set[K], order: Sequence[K], least: int, threshold: int) -> set[K]:
    """Covers in that order, `least` of them or more, until the small counts are protected: the last one is the first that is enough."""
    candidates, covers = [key for key in order if key not in small], set[K]()
    if is_protected(counts, small, covers, threshold):
        return covers
    while candidates and not (len(covers) >= least and is_protected(counts, small, covers, threshold)):
        enough = (key for key in candidates if len(covers) + 1 >= least and is_protected(counts, small, covers | {key}, threshold))
        chosen = next(enough, candidates[0])
        candidates.remove(chosen)
        covers.add(chosen)
    return covers


def is_protected(counts: Mapping[K, int], small: set[K], covers: set[K], threshold: int) -> bool:
    """Whether each small count may still be anything from 0 to threshold - 1, for a reader who knows the total of the hidden counts.

    With rest = that total, a small count lies between rest minus the most and rest minus the least that the others can be: 0 to threshold - 1
    each for the small, threshold or more (without limit) for the covers. The hidden ones together must reach the threshold, too, since "all the
    others" is a count like any other. All this holds even when one more of the small counts is known to the reader, whatever it is.
    It depends on nothing that the reader cannot see, the rest and how many are hidden: whether a table is protected tells nothing either.
    """
    top, others = threshold - 1, len(small) - 1
    known = top if others else 0
    rest = sum(counts[key] for key in small | covers)
    may_be_top = rest - threshold * len(covers) - known >= top
    may_be_zero = bool(covers) or rest <= top * (others - 1)
    return rest - known >= threshold and may_be_top and may_be_zero
