"""The solver says nothing."""

import highspy
import numpy as np

from fundportal.web.highs import Highs


def test_nothing_is_written_by_the_solver(capfd):
    solver = Highs()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = 1, 0
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array([1.0]), np.array([0.0]), np.array([1.0])
    lp.sense_ = highspy.ObjSense.kMaximize
    solver.passModel(lp)
    solver.run()
    assert solver.getInfo().objective_function_value == 1
    assert tuple(capfd.readouterr()) == ("", "")
