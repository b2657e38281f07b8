from hypothesis import given
from hypothesis import strategies as st

from applicants.review.scores.bands import CERTAIN, bands


def same(error):
    return lambda _one, others: [error] * len(others)


def test_a_band_ends_where_its_first_is_certainly_better():
    assert bands([90, 88, 80.3, 80, 70, 60.9], same(5)) == [1, 1, 1, 2, 3, 3]
    assert bands([60.9, 70, 80.3, 90], same(5)) == [2, 2, 1, 1]


def test_none_and_one():
    assert bands([], same(1)) == []
    assert bands([5], same(1)) == [1]


@given(st.lists(st.floats(0, 100), max_size=25), st.floats(0.01, 40))
def test_bands_are_whole_and_begin_where_they_must(values, error):
    found = bands(values, same(error))
    order = sorted(range(len(values)), key=lambda place: -values[place])
    firsts = {}
    for place in order:
        firsts.setdefault(found[place], values[place])
        assert firsts[found[place]] - values[place] <= CERTAIN * error
    assert [found[place] for place in order] == sorted(found)
    assert sorted(firsts) == list(range(1, len(firsts) + 1))
    for band in range(2, len(firsts) + 1):
        assert firsts[band - 1] - firsts[band] > CERTAIN * error


def test_equal_values_share_a_band_even_without_error():
    assert bands([3, 3, 2], same(0)) == [1, 1, 2]
