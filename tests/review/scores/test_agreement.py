import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applicants.review.scores import agreement

MATRIX = [  # Krippendorff (2011), the example with four observers, twelve units and missing data
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def units_of(matrix):
    return [[row[n] for row in matrix if row[n] is not None] for n in range(len(matrix[0]))]


def test_the_example_of_its_author():
    assert agreement.interval(units_of(MATRIX)) == pytest.approx(0.849, abs=0.0005)
    assert agreement.ordinal(units_of(MATRIX)) == pytest.approx(0.815, abs=0.0005)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda raters: st.lists(st.lists(st.none() | st.integers(1, 5), min_size=raters, max_size=raters), min_size=2, max_size=12)
    )
)
def test_it_is_what_the_package_says(units):
    paired = [[value for value in unit if value is not None] for unit in units]
    values = {value for unit in paired if len(unit) > 1 for value in unit}
    assume(len(values) > 1)
    data = np.array([[np.nan if value is None else value for value in unit] for unit in units], dtype=float).T
    for level, ours in (("interval", agreement.interval), ("ordinal", agreement.ordinal)):
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
        assert ours(paired) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("units", [[], [[3]], [[3], [4]], [[3, 3], [3, 3, 3]]])
def test_nothing_to_compare_is_no_number(units):
    assert agreement.interval(units) is None
    assert agreement.ordinal(units) is None


def test_the_ends():
    assert agreement.interval([[1, 1], [5, 5, 5]]) == 1
    assert agreement.ordinal([[1, 2], [2, 1]]) < 0
