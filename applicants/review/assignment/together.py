"""The rule of shared applications: each two reviewers read enough of the same ones for their severities to be compared.

Measure: of the pairs of reviewers who may read `shared` applications together, how many do; the fewest that such a pair has; and into how many parts
the panel falls when a line joins who has read something together (one part: all can be compared, through others). Where there are not enough reviews
for every pair, the rule is about a sparse design: the pairs of a spanning tree, so that the panel is one part, and each of its lines holds `shared`.

The rule is quadratic, so it is met from the exact assignment without it by exchanges: a reviewer takes another one's place and gives a place in return,
so that loads stay, always the exchange that brings most meetings for the least affinity. The bound of the assignment without the rule is one for the
assignment with it, and the gap to that is what is reported. Staff who say a number get it at its price; else the panel is made one part, and then as many
pairs as possible share one application, then two, while the fit stays within a hundredth (`LITTLE`) of the bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from applicants.review.assignment.problem import MOST, Marks, Numbers, Problem

ENOUGH = 0.6
"""Of the meetings that there are, at most so many are asked for: designs that use all of them hardly exist."""
WEIGHTS = (16, 4, 1)
"""What the first, the second and each further meeting of two reviewers counts."""
PATIENCE = (1, 3, 6, 16, 60, 10 * MOST)
"""What a meeting may cost for each of those points, in affinity, one after the other: the cheap ones first."""
PASSES, AT_ONCE = 6, 60
"""How often all reviewers have their turn at one price, and how many exchanges of one are carried out before they are counted anew."""
LITTLE = 0.01
NOTHING = -(10**12)


@dataclass(frozen=True)
class Sharing:
    """How well reviewers can be compared: `met` of `pairs` share enough, `fewest` is the least that one of these shares, `parts` as above."""

    pairs: int
    met: int
    fewest: int
    parts: int


def reachable(wanted: int, reviews: int, reviewers: int) -> int:
    """How many applications each pair can be asked to share, with so many reviews an application; 0 when there are too few for every pair."""
    pairs = reviewers * (reviewers - 1) // 2
    return int(ENOUGH * wanted * reviews * (reviews - 1) / 2 / pairs) if pairs else 0


def meetings(given: Marks) -> Numbers:
    """How many applications each two reviewers have in common."""
    counts = given.astype(np.float32)
    together: Numbers = np.rint(counts.T @ counts).astype(np.int64)
    np.fill_diagonal(together, 0)
    return together


def targets(problem: Problem, given: Marks, *, sparse: bool = False) -> Numbers:
    """What each two reviewers shall have in common: `shared`, or as much as they may; in a sparse design only along its lines."""
    may = problem.allowed | problem.fixed
    possible = np.minimum(meetings(may & ((problem.room > 0) | problem.fixed.any(0))), problem.shared)
    if problem.wanted.max(initial=0) < 2 or not problem.shared:
        return np.zeros_like(possible)
    pairs = int((np.triu(possible, 1) > 0).sum())
    held = int((problem.wanted * (problem.wanted - 1) // 2).sum())
    if not sparse and problem.shared * pairs <= ENOUGH * held:
        return possible
    return np.where(spanning(np.where(possible > 0, meetings(given) + 1, 0)), possible, 0)


def spanning(weight: Numbers) -> Marks:
    """The lines of the heaviest spanning forest (Kruskal)."""
    lines = np.zeros(weight.shape, dtype=bool)
    r, s = np.nonzero(np.triu(weight, 1))
    root = list(range(len(weight)))
    for place in np.argsort(-weight[r, s], kind="stable"):
        a, b = top(root, int(r[place])), top(root, int(s[place]))
        if a != b:
            root[a] = b
            lines[r[place], s[place]] = lines[s[place], r[place]] = True
    return lines


def top(root: list[int], place: int) -> int:
    while root[place] != place:
        root[place] = place = root[root[place]]
    return place


def sharing(problem: Problem, given: Marks) -> Sharing:
    """The measure, of an assignment with its fixed pairs."""
    whole = given | problem.fixed
    wanted, together = targets(problem, whole), meetings(whole)
    upper = np.triu(wanted, 1) > 0
    reading = np.flatnonzero(whole.any(0))
    root = list(range(len(together)))
    for r, s in zip(*np.nonzero(np.triu(together, 1)), strict=True):
        root[top(root, int(r))] = top(root, int(s))
    return Sharing(
        pairs=int(upper.sum()),
        met=int((upper & (together >= wanted)).sum()),
        fewest=int(together[upper].min(initial=int(together.max(initial=0)))) if upper.any() else 0,
        parts=len({top(root, int(r)) for r in reading}),
    )


def bring_together(problem: Problem, given: Marks, bound: int, *, heard: Callable[[float], None] = lambda done: None) -> tuple[Marks, int]:
    """The assignment with exchanges that let reviewers share what they shall, and how many that is. Kept and fixed pairs stay, and so does every other
    rule. `bound`: the affinity that no assignment exceeds. `heard` is told how much is done, from 0 to 1; it may raise in order to stop.
    """
    if problem.shared:
        return exchanged(problem, given, heard=heard), problem.shared
    if not problem.up_to:
        return given, 0
    given = exchanged(replace(problem, shared=1), given, sparse=True, heard=lambda done: heard(done / 4))
    rule = replace(problem, shared=problem.up_to)
    budget = problem.total(given | problem.fixed) - int(np.ceil(bound * (1 - LITTLE)))
    given = exchanged(rule, given, budget=budget, heard=lambda done: heard(0.25 + done * 0.75))
    return given, max(sharing(rule, given).fewest, 1)


def exchanged(problem: Problem, given: Marks, *, sparse: bool = False, budget: int = MOST**4, heard: Callable[[float], None]) -> Marks:
    """After all exchanges that are worth it, as long as together they cost no more affinity than `budget`."""
    table = Table(problem, given, sparse=sparse, budget=budget)
    if budget <= 0 or not table.lack():
        return given
    for turn, patience in enumerate(PATIENCE):
        for _ in range(PASSES):
            made = 0
            for s in range(problem.reviewers):
                heard((turn + s / problem.reviewers) / len(PATIENCE))
                made += table.improve(s, patience)
            if not made:
                break
    return table.given & ~problem.fixed


class Table:
    """Who sits where: `seats` are the reviewers of each application, -1 for none; `given` the same as marks; `together` the meetings; `weakest` the least
    affinity of each application's seats."""

    def __init__(self, problem: Problem, given: Marks, *, sparse: bool, budget: int) -> None:
        self.problem, self.affinity, self.budget = problem, problem.affinity, budget
        self.given = given | problem.fixed
        self.movable = given & ~problem.staying & ~problem.fixed
        self.together = meetings(self.given)
        self.wanted = targets(problem, self.given, sparse=sparse)
        self.load = given.sum(0)
        self.in_pool = np.where(problem.from_pool, (given & problem.pool).sum(1), problem.reviewers)
        width = max(int(self.given.sum(1).max(initial=0)), 1)
        self.seats = np.full((problem.applications, width), -1)
        a, r = np.nonzero(self.given)
        place = np.arange(len(a)) - np.concatenate([[0], np.cumsum(self.given.sum(1))])[a]
        self.seats[a, place] = r
        self.weakest = np.where(self.given, self.affinity, MOST).min(1, initial=MOST)
        most = int(self.wanted.max(initial=0))
        self.weights = np.array([*[*WEIGHTS, *([WEIGHTS[-1]] * most)][:most], 0], dtype=np.int64)
        self.sums = np.concatenate([[0], np.cumsum(self.weights)])

    def values(self) -> tuple[Numbers, Numbers]:
        """What one meeting more of two reviewers is worth, and what one less costs, in points."""
        most = len(self.weights) - 1
        more = np.where(self.together < self.wanted, self.weights[np.minimum(self.together, most)], 0)
        less = np.where((self.together <= self.wanted) & (self.together > 0), self.weights[np.minimum(self.together - 1, most)], 0)
        return more, less

    def lack(self) -> int:
        """What is lacking over all pairs, in points."""
        return int((self.sums[self.wanted] - self.sums[np.minimum(self.together, self.wanted)]).sum()) // 2

    def improve(self, s: int, patience: int) -> int:
        """Give s places of others, who may take places of s in return: the best first, as long as they are worth it. Returns how many."""
        more, less = self.values()
        back, there = self.ways_back(s, patience, more, less)
        hoped = patience * int(np.sort(more[s])[-self.seats.shape[1] :].sum()) + int(back.max(initial=NOTHING))
        here = np.flatnonzero(~self.given[:, s] & self.problem.free[:, s] & (self.affinity[:, s] - self.weakest + hoped > 0))
        if not len(here):
            return 0
        seats = self.seats[here]
        taken = seats >= 0
        left = np.where(taken, seats, 0)
        possible = taken & self.movable[here[:, None], left]
        if not self.problem.pool[s]:
            possible &= ~(self.problem.pool[left] & (self.in_pool[here] < 2)[:, None])
        gained = np.where(taken, more[s][left], 0)
        gain = gained.sum(1)[:, None] - gained  # beside all but the one who leaves
        lost = np.where(taken[:, None, :], less[left[:, :, None], left[:, None, :]], 0).sum(2)
        worth = patience * (gain - lost) + self.affinity[here, s][:, None] - self.affinity[here[:, None], left]
        total = np.where(possible, worth + back[left], NOTHING)
        return self.carry_out(s, here, seats, there, total, patience)

    def carry_out(self, s: int, here: Numbers, seats: Numbers, there: Numbers, total: Numbers, patience: int) -> int:
        """The best exchanges of those that were found, each reviewer and each application once; each is counted again when it is its turn."""
        flat = total.ravel()
        best = np.argpartition(-flat, AT_ONCE)[:AT_ONCE] if len(flat) > AT_ONCE else np.arange(len(flat))
        made = 0
        reviewers: set[int] = set()
        applications: set[int] = {-1}
        for place in best[np.argsort(-flat[best], kind="stable")]:
            row, seat = divmod(int(place), total.shape[1])
            if flat[place] <= 0:
                break
            a, x = int(here[row]), int(seats[row, seat])
            b = int(there[x])
            full = b < 0 and (self.load[x] <= self.problem.least[x] or self.load[s] >= self.problem.room[s])
            if x in reviewers or a in applications or (b >= 0 and b in applications) or full:
                continue
            if self.exchange(a, x, s, b, patience):
                made += 1
                reviewers.add(x)
                applications |= {a, b}
        return made

    def ways_back(self, s: int, patience: int, more: Numbers, less: Numbers) -> tuple[Numbers, Numbers]:
        """For each reviewer x: the best that comes of x taking a place of s, and in which application; -1 where loads allow that x gets none."""
        problem, m = self.problem, self.problem.reviewers
        there = np.flatnonzero(self.movable[:, s])
        spare = (self.load > problem.least) & bool(self.load[s] < problem.room[s])
        alone: Numbers = np.where(spare, 0, NOTHING)
        if not len(there):
            return alone, np.full(m, -1)
        seats = self.seats[there]
        beside = (seats >= 0) & (seats != s)
        left = np.where(beside, seats, 0)
        gain = np.where(beside[:, :, None], more[left], 0).sum(1)
        lost = np.where(beside, less[s][left], 0).sum(1)
        worth = patience * (gain - lost[:, None]) + self.affinity[there] - self.affinity[there, s][:, None]
        possible = problem.free[there] & ~self.given[there]
        if problem.pool[s]:
            possible &= problem.pool | (self.in_pool[there] > 1)[:, None]
        worth = np.where(possible, worth, NOTHING)
        best = worth.argmax(0)
        back = worth[best, np.arange(m)]
        return np.maximum(back, alone), np.where(alone >= back, -1, there[best])

    def exchange(self, here: int, x: int, s: int, there: int, patience: int) -> bool:
        """s for x here, and x for s there (nowhere when -1); not beyond the budget, and taken back if, all counted exactly, it was not worth it."""
        cost = int(self.affinity[here, x] - self.affinity[here, s])
        if there >= 0:
            cost += int(self.affinity[there, s] - self.affinity[there, x])
        if cost > self.budget:
            return False
        less = self.replace(here, x, s)
        if there >= 0:
            less += self.replace(there, s, x)
        if patience * less > cost:
            self.budget -= cost
            return True
        if there >= 0:
            self.replace(there, x, s)
        self.replace(here, s, x)
        return False

    def replace(self, application: int, old: int, new: int) -> int:
        """Seat one in the place of another. Returns how much less is lacking then, in points."""
        seats = self.seats[application]
        others: Numbers = seats[(seats >= 0) & (seats != old)]
        met = self.met(old, others) + self.met(new, others)
        for who, change in ((old, -1), (new, 1)):
            self.together[who, others] += change
            self.together[others, who] += change
            self.given[application, who] = self.movable[application, who] = change > 0
            self.load[who] += change
        seats[seats == old] = new
        self.weakest[application] = min(int(self.affinity[application, new]), int(self.affinity[application, others].min(initial=MOST)))
        self.in_pool[application] += int(self.problem.pool[new]) - int(self.problem.pool[old])
        return self.met(old, others) + self.met(new, others) - met

    def met(self, who: int, others: Numbers) -> int:
        """What the meetings of one with these others are worth, in points."""
        return int(self.sums[np.minimum(self.together[who, others], self.wanted[who, others])].sum())
