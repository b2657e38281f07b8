from hypothesis import given
from hypothesis import strategies as st

from applicants.review.assignment.loads import bounds, fair_share


def test_everybody_reads_the_fair_share_more_or_less():
    assert bounds(9000, [None] * 60, 5) == ([145] * 60, [155] * 60)
    assert bounds(10, [None] * 4, 1) == ([1] * 4, [4] * 4)


def test_who_wished_for_fewer_gets_no_more_and_the_others_share_the_rest():
    assert bounds(90, [10, None, None], 5) == ([5, 35, 35], [10, 45, 45])
    assert bounds(90, [40, None, None], 5) == ([25, 25, 25], [35, 35, 35]), "a wish beyond the share changes nothing"
    assert bounds(90, [0, None, None], 0) == ([0, 45, 45], [0, 45, 45])


def test_wishes_that_are_too_few_stay_wishes():
    assert bounds(90, [10, 20], 5)[1] == [10, 20]


def test_nobody_reads_nothing():
    assert bounds(10, [], 5) == ([], [])
    assert fair_share(10, []) == 0


@given(st.integers(0, 500), st.lists(st.none() | st.integers(0, 50), min_size=1, max_size=12), st.integers(0, 20))
def test_bounds_hold_the_total_wherever_wishes_do(total, wished, slack):
    low, high = bounds(total, wished, slack)
    assert all(0 <= least <= most for least, most in zip(low, high, strict=True))
    assert all(wish is None or most <= wish for wish, most in zip(wished, high, strict=True))
    if None in wished or sum(wished) >= total:
        assert sum(low) <= total <= sum(high)
