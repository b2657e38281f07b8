"""How good an application is and how severe its reviewers are, told apart: an additive model with shrinkage. Pure; knows numbers alone.

    y_ij = μ + a_i + r_j + e_ij      a_i ~ N(0, σ²_a)   r_j ~ N(0, σ²_r)   e_ij ~ N(0, σ²_e)

y_ij are the points that reviewer j gave application i. The adjusted score of an application is μ + a_i, the severity of a reviewer is −r_j. Both are
best linear unbiased predictions out of Henderson's mixed-model equations, with λ_a = σ²_e/σ²_a and λ_r = σ²_e/σ²_r:

    [ N    n'         m'       ] [μ]   [Σy ]
    [ n    D_n + λ_a  B        ] [a] = [y_i.]      n_i, m_j: reviews of an application, by a reviewer; B_ij = 1 where j has read i
    [ m    B'         D_m + λ_r] [r]   [y_.j]

σ²_e times the inverse of that matrix is the covariance of the errors of prediction: from it come the intervals and what can be told apart. The
applications' part is diagonal, so they are absorbed, and what is solved has one row a reviewer and one for μ. The variances maximise the restricted
likelihood (REML), σ²_e profiled out, over the two ratios, on a grid that becomes finer in one of them and is fine in the other; they are then taken as
known, as is usual.

Few reviews, or reviewers who differ much, draw a score towards the mean of all; a reviewer who is severe with everybody takes nothing from anybody.

Sources: C. R. Henderson (1975), Biometrics 31, 423–447; H. D. Patterson and R. Thompson (1971), Biometrika 58, 545–554; S. R. Searle, G. Casella and
C. E. McCulloch (1992), Variance Components, chapters 6 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

WIDEST, FINEST = 4.0, 0.005  # ratios of variances between 10⁻⁴ (none at all) and 10⁴, found to some one per cent
FIRST_STEP = 0.5
LEAST = 1e-12  # what is left over of points that the model tells to the last


class Mark(NamedTuple):
    """The points that one reviewer gave one application."""

    application: int
    reviewer: int
    points: float


class Variances(NamedTuple):
    """How much of the spread lies in the applications, in the severity of reviewers, and in neither."""

    applications: float
    reviewers: float
    error: float


class Solution(NamedTuple):
    """The absorbed equations at given ratios: their matrix, right side, solution (μ, then the reviewers), and y'P*y."""

    matrix: Numbers
    right: Numbers
    found: Numbers
    left_over: float


class Equations:
    """The mixed-model equations of some marks. Points are taken from their mean, which is added again at the end."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self.applications = sorted({mark.application for mark in marks})
        self.reviewers = sorted({mark.reviewer for mark in marks})
        places = ({key: place for place, key in enumerate(keys)} for keys in (self.applications, self.reviewers))
        row, column = places
        self.rows = np.array([row[mark.application] for mark in marks])
        self.columns = np.array([column[mark.reviewer] for mark in marks])
        points = np.array([float(mark.points) for mark in marks])
        self.centre = float(points.mean())
        self.y = points - self.centre
        self.counts = np.bincount(self.rows).astype(float)
        self.sums = np.bincount(self.rows, weights=self.y)
        self.read = np.zeros((len(self.applications), len(self.reviewers) + 1))
        self.read[:, 0] = self.counts
        self.read[self.rows, self.columns + 1] = 1
        load = np.bincount(self.columns).astype(float)
        self.own = np.diag(np.concatenate(([float(len(marks))], load)))
        self.own[0, 1:] = self.own[1:, 0] = load
        self.own_right = np.concatenate(([self.y.sum()], np.bincount(self.columns, weights=self.y)))
        # of applications with k reviews each all that is needed: a step of the search then costs nothing by their number
        self.alike = [
            (k, int(of.sum()), self.read[of].T @ self.read[of], self.read[of].T @ self.sums[of], float(self.sums[of] @ self.sums[of]))
            for k in np.unique(self.counts)
            for of in [self.counts == k]
        ]

    @property
    def can_be_solved(self) -> bool:
        """Whether error can be told from what applications and reviewers are: somebody has read the same, and enough of it."""
        spare = len(self.y) - len(self.applications) - len(self.reviewers) + 1
        return len(self.applications) > 1 and len(self.reviewers) > 1 and spare > 0

    def absorbed(self, of_applications: float) -> tuple[Numbers, Numbers, float]:
        """Matrix and right side without the applications' part, λ_r not yet added, and what is left of y'y."""
        matrix, right, left_over = self.own.copy(), self.own_right.copy(), float(self.y @ self.y)
        for k, _number, square, side, sums in self.alike:
            matrix -= square / (k + of_applications)
            right -= side / (k + of_applications)
            left_over -= sums / (k + of_applications)
        return matrix, right, left_over

    def solve(self, of_applications: float, of_reviewers: float) -> Solution:
        """At these λ."""
        matrix, right, left_over = self.absorbed(of_applications)
        places = np.arange(1, len(self.reviewers) + 1)
        matrix[places, places] += of_reviewers
        found = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
        return Solution(matrix, right, found, max(left_over - float(right @ found), LEAST))

    def deviance(self, ratios: tuple[float, float]) -> float:
        """−2 log of the restricted likelihood but for a constant, at log₁₀(σ²_a/σ²_e) and log₁₀(σ²_r/σ²_e)."""
        of_applications, of_reviewers = (10.0**-ratio for ratio in ratios)
        solved = self.solve(of_applications, of_reviewers)
        determinant = float(np.linalg.slogdet(solved.matrix)[1]) + sum(n * np.log(k + of_applications) for k, n, *_rest in self.alike)
        determinant += np.log(10) * (len(self.applications) * ratios[0] + len(self.reviewers) * ratios[1])
        return float((len(self.y) - 1) * np.log(solved.left_over) + determinant)

    def best_ratios(self) -> tuple[float, float]:
        """Where `deviance` is least. For one ratio of applications all of reviewers are tried at once, so that only one of the two is searched."""
        steps = np.arange(-WIDEST, WIDEST + FIRST_STEP / 2, FIRST_STEP)
        known = {float(step): self.profile(float(step)) for step in steps}
        best, width = min(known, key=lambda step: known[step][0]), FIRST_STEP
        while width > FINEST:
            width /= 2
            known |= {step: self.profile(step) for step in (best - width, best + width)}
            best = min(known, key=lambda step: known[step][0])
        return best, known[best][1]

    def profile(self, ratio: float) -> tuple[float, float]:
        """The least deviance at this ratio of applications, and the ratio of reviewers at which it is reached.

        With μ absorbed as well, λ_r only adds to the eigenvalues of what is left.
        """
        of_applications = 10.0**-ratio
        matrix, right, left_over = self.absorbed(of_applications)
        whole, across = matrix[0, 0], matrix[1:, 0]
        values, vectors = np.linalg.eigh(matrix[1:, 1:] - np.outer(across, across) / whole)
        sides = (vectors.T @ (right[1:] - across * right[0] / whole)) ** 2
        tried = np.arange(-WIDEST, WIDEST + FINEST / 2, FINEST)
        shrunk = np.clip(values, 0, None) + (10.0**-tried)[:, None]
        rest = np.clip(left_over - right[0] ** 2 / whole - (sides / shrunk).sum(axis=1), LEAST, None)
        fixed = np.log(whole) + sum(n * np.log(k + of_applications) for k, n, *_rest in self.alike)
        fixed += np.log(10) * len(self.applications) * ratio
        found = (len(self.y) - 1) * np.log(rest) + np.log(shrunk).sum(axis=1) + np.log(10) * len(self.reviewers) * tried + fixed
        least = int(found.argmin())
        return float(found[least]), float(tried[least])


@dataclass(frozen=True, eq=False)
class Fit:
    """The model, fitted. Arrays follow the order of `equations.applications` and `equations.reviewers`."""

    equations: Equations
    of_applications: float  # λ_a
    of_reviewers: float  # λ_r
    solution: Solution
    error: float  # σ²_e

    @property
    def applications(self) -> list[int]:
        return self.equations.applications

    @property
    def reviewers(self) -> list[int]:
        return self.equations.reviewers

    @property
    def variances(self) -> Variances:
        return Variances(self.error / self.of_applications, self.error / self.of_reviewers, self.error)

    @property
    def mean(self) -> float:
        return self.equations.centre + float(self.solution.found[0])

    @cached_property
    def values(self) -> Numbers:
        """The adjusted scores."""
        e, found = self.equations, self.solution.found
        return np.asarray(e.centre + found[0] + (e.sums - e.read @ found) / self.own_weight)

    @property
    def severities(self) -> Numbers:
        """By how many points each reviewer scores below the others (above, where it is negative)."""
        return -self.solution.found[1:]

    @cached_property
    def inverse(self) -> Numbers:
        return np.asarray(np.linalg.inv(self.solution.matrix))

    @cached_property
    def severity_errors(self) -> Numbers:
        """Standard errors of the severities."""
        return np.asarray(np.sqrt(self.error * np.diag(self.inverse)[1:]))

    @cached_property
    def shared(self) -> Numbers:
        """A row an application; the covariance of the errors of two of them is the product of their rows, beside what is each one's own."""
        weights = -self.equations.read / self.own_weight[:, None]
        weights[:, 0] += 1
        return np.asarray(np.sqrt(self.error) * weights @ np.linalg.cholesky(self.inverse))

    @property
    def own_weight(self) -> Numbers:
        return self.equations.counts + self.of_applications

    @cached_property
    def errors(self) -> Numbers:
        """Standard errors of the adjusted scores: the root of the variance of the error of prediction."""
        return np.asarray(np.sqrt(self.error / self.own_weight + (self.shared**2).sum(axis=1)))

    def errors_between(self, one: int, others: NDArray[np.intp]) -> Numbers:
        """Standard errors of the differences between the application at one place and those at others (not itself)."""
        apart = self.shared[others] - self.shared[one]
        return np.asarray(np.sqrt(self.error * (1 / self.own_weight[others] + 1 / self.own_weight[one]) + (apart**2).sum(axis=1)))

    @cached_property
    def residuals(self) -> Numbers:
        """How far each mark lies from what the model expects, in standard errors of that distance (a studentised residual), in the order of the marks."""
        e = self.equations
        expected = self.values[e.rows] - e.centre - self.severities[e.columns]
        weights = -e.read[e.rows] / self.own_weight[e.rows, None]
        weights[:, 0] += 1
        weights[np.arange(len(e.y)), e.columns + 1] += 1
        leverage = 1 / self.own_weight[e.rows] + np.einsum("ij,jk,ik->i", weights, self.inverse, weights, optimize=True)
        return np.asarray((e.y - expected) / np.sqrt(self.error * np.clip(1 - leverage, 1e-9, None)))

    def without_each(self) -> list[Numbers]:
        """For each reviewer the adjusted scores if they had read nothing, the variances as they are; not a number for who has no other review."""
        e = self.equations
        changed = [self.left_out(place) for place in range(len(self.reviewers))]
        found = np.array([each[0] for each in changed])
        values = e.centre + found[:, :1] + (e.sums - found @ e.read.T) / self.own_weight
        for place, (_found, rows, own) in enumerate(changed):
            values[place, rows] = own
        return list(values)

    def left_out(self, place: int) -> tuple[Numbers, NDArray[np.intp], Numbers]:
        """The solution without the reviewer of this place, the rows of what they have read, and the scores of those.

        Only these rows change the equations, so it costs a fraction of another fit.
        """
        e = self.equations
        of = e.columns == place
        rows, y = e.rows[of], e.y[of]
        before, weight = e.read[rows], self.own_weight[rows]
        after = before.copy()
        after[:, 0] -= 1
        after[:, place + 1] = 0
        matrix = self.solution.matrix + (before.T / weight) @ before - (after.T / (weight - 1)) @ after
        matrix[np.ix_((0, place + 1), (0, place + 1))] -= len(y)
        sums = e.sums[rows] - y
        right = self.solution.right + before.T @ (e.sums[rows] / weight) - after.T @ (sums / (weight - 1))
        right[[0, place + 1]] -= y.sum()
        found = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
        values = e.centre + found[0] + (sums - after @ found) / (weight - 1)
        values[e.counts[rows] == 1] = np.nan
        return found, rows, values


def fit(marks: Iterable[Mark]) -> Fit | None:
    """The model of these marks, at most one for a pair; None where they are too few or too little shared to tell error from anything else, or all alike."""
    given = list(marks)
    if len({mark.points for mark in given}) < 2:
        return None
    equations = Equations(given)
    if not equations.can_be_solved:
        return None
    ratios = equations.best_ratios()
    of_applications, of_reviewers = (10.0**-ratio for ratio in ratios)
    solution = equations.solve(of_applications, of_reviewers)
    return Fit(equations, of_applications, of_reviewers, solution, solution.left_over / (len(given) - 1))
