"""How much each reviewer reads: the fair share, a little more or less, and never more than they wished for."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor


def bounds(total: int, wished: Sequence[int | None], slack: int) -> tuple[list[int], list[int]]:
    """The fewest and the most of each reviewer, for `total` reviews. Who wished for less than the fair share gets that much at most,
    and the others share what is left."""
    share = fair_share(total, wished)
    low, high = [], []
    for wish in wished:
        own = share if wish is None else min(wish, share)
        most = ceil(share) + slack if wish is None else min(wish, ceil(share) + slack)
        high.append(most)
        low.append(min(most, max(floor(own) - slack, 0)))
    return low, high


def fair_share(total: int, wished: Sequence[int | None]) -> float:
    """What each gets when who wished for less has what they wished for; where all wishes together are too few, the largest of them."""
    limits = sorted(wish for wish in wished if wish is not None)
    left, people = float(total), len(wished)
    for wish in limits:
        if wish * people >= left:
            break
        left, people = left - wish, people - 1
    if people:
        return left / people
    return float(limits[-1]) if limits else 0.0
