"""Selection rates compared: how much less often one group goes on than another, and whether chance alone does that.

What the source says: a rate under four fifths of that of the group with the highest rate is generally taken as evidence of adverse impact; smaller differences
may be, where they are significant and matter in practice; greater ones may not be, where numbers are small (Uniform Guidelines on Employee Selection Procedures,
29 CFR 1607.4 D). One person more of the group in the place of one of the other is the test of small numbers in the agencies' Questions and Answers (44 FR 11996,
1979, no. 21).

What is ours: only groups that are large enough to be shown are compared, silence is no group, the ratio against all others stands beside it, the test is exact
(Fisher, The Design of Experiments, 1935: the hypergeometric distribution, one side), and what chance does is reckoned for all comparisons of a page together (Holm,
A simple sequentially rejective multiple test procedure, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

FOUR_FIFTHS = Fraction(4, 5)


@dataclass(frozen=True)
class Compared:
    """A group beside another, or beside all others, in one step: `passed` of `came` people went on, `others_passed` of `others_came`."""

    passed: int
    came: int
    others_passed: int
    others_came: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.passed, self.came)

    @property
    def others_rate(self) -> Fraction:
        return Fraction(self.others_passed, self.others_came)

    @property
    def ratio(self) -> Fraction | None:
        """The group's rate as a part of that of the others; None where none of the others went on."""
        return self.rate / self.others_rate if self.others_passed else None

    @property
    def is_below(self) -> bool:
        """Whether the ratio is under four fifths."""
        return self.ratio is not None and self.ratio < FOUR_FIFTHS

    @property
    def chance(self) -> Fraction:
        """The probability that so few of the group, or fewer, go on if as many people as went on are drawn by lot from both. Exact."""
        everybody, drawn = self.came + self.others_came, self.passed + self.others_passed
        least = max(0, drawn - self.others_came)
        ways = sum(comb(self.came, k) * comb(self.others_came, drawn - k) for k in range(least, self.passed + 1))
        return Fraction(ways, comb(everybody, drawn))

    def with_more(self, people: int) -> Compared | None:
        """The same step with that many more people of the group in the places of others; None where there are not so many."""
        more = Compared(self.passed + people, self.came, self.others_passed - people, self.others_came)
        return more if 0 <= more.passed <= more.came and 0 <= more.others_passed <= more.others_came else None

    @property
    def flip(self) -> int | None:
        """How many people more of the group, in the places of others, would bring the ratio to four fifths; 0 where it is not below."""
        if not self.is_below:
            return 0
        for people in range(1, self.came - self.passed + 1):
            more = self.with_more(people)
            if more is None:
                return None
            if not more.is_below:
                return people
        return None


def compared(*, passed: int, came: int, others_passed: int, others_came: int) -> Compared | None:
    """None where there is nothing to compare: nobody came of either side, or the figures do not fit each other."""
    found = Compared(passed, came, others_passed, others_came)
    fits = 0 <= found.passed <= found.came and 0 <= found.others_passed <= found.others_came
    return found if fits and found.came and found.others_came else None


def together(chances: Sequence[Fraction]) -> list[Fraction]:
    """Each as it counts when so many are looked at: Holm's. The smallest times their number, the next times one less, and none under the one before."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found, least = list(chances), Fraction(0)
    for rank, place in enumerate(order):
        least = max(least, min(Fraction(1), chances[place] * (len(chances) - rank)))
        found[place] = least
    return found
