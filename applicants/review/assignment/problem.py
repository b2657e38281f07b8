"""What an assignment has to fulfil, in numbers: n applications by m reviewers. Knows nothing of people or pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]

MOST = 1000
"""The largest affinity of an application and a reviewer; the smallest is 0."""


@dataclass(frozen=True, eq=False)
class Problem:
    """`affinity`: n × m whole numbers from 0 to MOST. `allowed`: which pairs may be made at all. `wanted`: reviews of each application, `low` and `high`:
    the fewest and the most of each reviewer, all of them with the fixed ones. `fixed`: reviews that stay whatever happens. `kept`: reviews that stay where
    they can: as many of them as possible, before any affinity counts. `pool`: the reviewers of whom each application gets one at least; nobody
    marked means no such rule. `shared`: how many applications each two reviewers shall have in common (see together.py), whatever it costs; where that is 0,
    `up_to`: as many as that, as long as it costs little. Both 0: no such rule.
    """

    affinity: Numbers
    allowed: Marks
    wanted: Numbers
    low: Numbers
    high: Numbers
    fixed: Marks
    kept: Marks
    pool: Marks
    shared: int = 0
    up_to: int = 0

    @property
    def applications(self) -> int:
        return int(self.allowed.shape[0])

    @property
    def reviewers(self) -> int:
        return int(self.allowed.shape[1])

    @cached_property
    def free(self) -> Marks:
        """Pairs that may be made and are not fixed."""
        return self.allowed & ~self.fixed

    @cached_property
    def need(self) -> Numbers:
        """Reviews that each application still lacks beside its fixed ones."""
        need: Numbers = np.maximum(self.wanted - self.fixed.sum(1), 0)
        return need

    @cached_property
    def least(self) -> Numbers:
        """What each reviewer must get beside what is fixed."""
        least: Numbers = np.maximum(self.low - self.fixed.sum(0), 0)
        return least

    @cached_property
    def room(self) -> Numbers:
        """What each reviewer may get beside what is fixed."""
        room: Numbers = np.maximum(self.high - self.fixed.sum(0), 0)
        return room

    @cached_property
    def from_pool(self) -> Marks:
        """Applications that get a review, and lack one by a reviewer of the pool."""
        return (self.need > 0) & ~(self.fixed & self.pool).any(1) & bool(self.pool.any())

    @cached_property
    def staying(self) -> Marks:
        """The kept pairs that may stay."""
        return self.kept & self.free

    @cached_property
    def score(self) -> Numbers:
        """Affinity, and for a kept pair a bonus that no affinity outweighs.

        The difference of two assignments falls apart into cycles that pass each reviewer once at most; on one that gives a kept pair up, affinity can grow
        by MOST for each reviewer and no more. So MOST · (m + 1) + 1 is enough for as many kept pairs as possible to stay, and affinity decides among the rest.
        """
        return self.affinity + self.staying * np.int64(MOST * (self.reviewers + 1) + 1)

    def total(self, given: Marks) -> int:
        """The affinity of an assignment."""
        return int(self.affinity[given].sum())
