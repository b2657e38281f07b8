"""Choices of yes or no, solved by HiGHS (branch and cut; Huangfu and Hall 2018). Alone here, since it is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from applicants.disclosure.composition.solve import SECONDS, Row, TooHard
from fundportal.web.highs import Highs

OPTIONS = {
    "random_seed": 0,
    "mip_abs_gap": 0.9,  # all costs are whole numbers
    "mip_feasibility_tolerance": 1e-9,
}
NEAR = 1e-7
NONE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


class Relaxed(NamedTuple):
    """The best choice in fractions: its sum, the columns, and their reduced costs."""

    top: float
    values: Sequence[float]
    duals: Sequence[float]

    def taken(self, place: int) -> float:
        """By how much the sum falls at least when a column that is 0 here is 1."""
        return abs(self.duals[place]) if abs(self.values[place]) < NEAR else 0.0

    def left(self, place: int) -> float:
        """By how much the sum falls at least when a column that is 1 here is 0."""
        return abs(self.duals[place]) if abs(self.values[place] - 1) < NEAR else 0.0


def highest(
    costs: Sequence[float], rows: Sequence[Row], sure: Mapping[int, int], *, gap: float = 0.0, seconds: float = SECONDS
) -> list[int] | None:
    """The columns of the choice with the highest sum of costs within all rows, to a relative `gap`; None when there is none. `sure` columns (0 or 1) are
    what they are. Raises TooHard after so many seconds."""
    lp = model(costs, rows)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    lp.col_lower_ = np.array([float(sure.get(column, 0)) for column in range(len(costs))])
    lp.col_upper_ = np.array([float(sure.get(column, 1)) for column in range(len(costs))])
    solver = run(lp, gap, seconds)
    return None if solver is None else [place for place, value in enumerate(solver.getSolution().col_value) if value > 0.5]


def settled(costs: Sequence[float], rows: Sequence[Row], least: float) -> dict[int, int] | None:
    """Columns that have one value in every choice whose sum of costs is `least` or more: with the other one even the best choice in fractions falls below it,
    by its reduced cost (Nemhauser and Wolsey 1988, II.3.2). None when there is no such choice. Most of six hundred are settled by this."""
    best = relaxed(costs, rows)
    room = best.top - least + 0.5 if best else -1
    if best is None or room < 0:
        return None
    pairs = zip(best.values, best.duals, strict=True)
    return {place: round(value) for place, (value, dual) in enumerate(pairs) if abs(dual) > room and abs(value - round(value)) < NEAR}


def relaxed(costs: Sequence[float], rows: Sequence[Row]) -> Relaxed | None:
    """None when there is no choice, not even in fractions. Raises TooHard."""
    solver = run(model(costs, rows))
    if solver is None:
        return None
    found = solver.getSolution()
    return Relaxed(solver.getInfo().objective_function_value, list(found.col_value), list(found.col_dual))


def run(lp: highspy.HighsLp, gap: float = 0.0, seconds: float = SECONDS) -> highspy.Highs | None:
    """Solved, or None when it cannot be. Raises TooHard."""
    solver = Highs()
    for option, value in {**OPTIONS, "mip_rel_gap": gap, "time_limit": seconds}.items():
        solver.setOptionValue(option, value)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status in NONE:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise TooHard
    return solver


def model(costs: Sequence[float], rows: Sequence[Row]) -> highspy.HighsLp:
    """A choice in fractions."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(costs), np.zeros(len(costs)), np.ones(len(costs))
    lp.row_lower_, lp.row_upper_ = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)])
    lp.a_matrix_.index_ = np.array([column for row in rows for column in row.columns], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([factor for row in rows for factor in row.factors])
    lp.sense_ = highspy.ObjSense.kMaximize
    return lp
