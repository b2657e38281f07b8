"""No hidden count follows from what is shown. The attacker here knows the exact total and every shown count exactly, rounding aside."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from applicants.reports.release import Cell, Mark, release, release_one, share

SMALL, COVERED = Cell(None, Mark.SMALL), Cell(None, Mark.COVERED)


def shown(value):
    return Cell(value, Mark.SHOWN)


def test_counts_under_ten_are_hidden_and_the_rest_is_rounded_to_five():
    released = release({"a": 0, "b": 9, "c": 10, "d": 12, "e": 13, "f": 1308}, adds_up=False)
    assert list(released.cells.values()) == [SMALL, SMALL, shown(10), shown(10), shown(15), shown(1310)]


def test_nothing_is_hidden_when_every_count_is_large():
    released = release({"a": 20, "b": 31})
    assert released.cells == {"a": shown(20), "b": shown(30)}
    assert released.total == shown(50)


def test_a_lone_small_count_gets_a_cover():
    released = release({"yes": 3, "no": 27})
    assert released.cells == {"yes": SMALL, "no": COVERED}
    assert released.total == shown(30)


def test_the_smallest_cover_that_is_enough_is_taken():
    released = release({"a": 3, "b": 10, "c": 11, "d": 17, "e": 90})
    assert released.cells == {"a": SMALL, "b": shown(10), "c": shown(10), "d": COVERED, "e": shown(90)}


def test_several_small_counts_cover_one_another():
    released = release({"a": 3, "b": 4, "c": 5, "d": 40})
    assert released.cells == {"a": SMALL, "b": SMALL, "c": SMALL, "d": shown(40)}


def test_small_counts_that_are_all_at_their_most_are_covered():
    released = release({"a": 9, "b": 9, "c": 40})
    assert released.cells == {"a": SMALL, "b": SMALL, "c": COVERED}


def test_zeros_alone_are_covered():
    released = release({"a": 0, "b": 0, "c": 40, "d": 50})
    assert released.cells == {"a": SMALL, "b": SMALL, "c": COVERED, "d": shown(50)}


def test_where_no_cover_is_enough_nothing_is_said():
    released = release({"a": 3, "b": 12})
    assert released.cells == {"a": COVERED, "b": COVERED}
    assert released.total == COVERED


def test_a_cell_known_from_another_table_is_no_cover():
    released = release({"a": 3, "elsewhere": 20, "b": 60}, known={"elsewhere"})
    assert released.cells == {"a": SMALL, "elsewhere": shown(20), "b": COVERED}


def test_a_small_total_is_not_shown():
    assert release({"a": 2, "b": 3}).total == SMALL


def test_no_counts_at_all():
    released = release({})
    assert released.cells == {}
    assert released.total == SMALL


def test_a_percentage_comes_from_shown_figures_only():
    assert share(release_one(28), release_one(31)) == 100
    assert share(release_one(9), release_one(30)) is None
    assert share(release_one(30), release_one(3)) is None


def intervals(counts, released, threshold):
    """What linear reasoning leaves of each hidden cell: {key: (least, most)}, from the exact total (when shown) and exact shown counts."""
    rest = sum(count for key, count in counts.items() if not released.cells[key].is_shown)
    bounds = {}
    for key, cell in released.cells.items():
        if not cell.is_shown:
            bounds[key] = (0, threshold - 1) if cell.mark is Mark.SMALL else (threshold, float("inf"))
    if not released.total.is_shown:
        return {key: (0, float("inf")) if released.cells[key].mark is Mark.COVERED else bounds[key] for key in bounds}
    least, most = sum(low for low, _ in bounds.values()), sum(high for _, high in bounds.values())
    return {
        key: (max(low, rest - (sum(h for k, (_, h) in bounds.items() if k != key))), min(high, rest - (least - low)))
        for key, (low, high) in bounds.items()
        if most >= rest >= least
    }


counts_of_a_table = st.dictionaries(st.integers(0, 40), st.one_of(st.integers(0, 14), st.integers(0, 400)), max_size=34)


@settings(max_examples=150, deadline=None)
@given(counts=counts_of_a_table, threshold=st.sampled_from([5, 10]))
def test_a_hidden_count_stays_a_range_as_wide_as_the_threshold(counts, threshold):
    released = release(counts, threshold=threshold)
    found = intervals(counts, released, threshold)
    hidden = {key for key, cell in released.cells.items() if not cell.is_shown}
    assert set(found) == hidden
    for key, (least, most) in found.items():
        assert least <= counts[key] <= most
        assert most - least >= threshold - 1, (key, least, most)
        if released.cells[key].mark is Mark.SMALL:
            assert (least, most) == (0, threshold - 1)


@settings(max_examples=150, deadline=None)
@given(counts=counts_of_a_table)
def test_every_small_count_is_hidden_and_shown_ones_are_near(counts):
    released = release(counts)
    for key, cell in released.cells.items():
        assert cell.is_shown <= (counts[key] >= 10)
        assert cell.value is None or (abs(cell.value - counts[key]) <= 2 and cell.value >= 10)
    hidden = [key for key, cell in released.cells.items() if not cell.is_shown]
    if hidden and released.total.is_shown:
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= 10


@settings(max_examples=100, deadline=None)
@given(counts=counts_of_a_table, known=st.sets(st.integers(0, 40)))
def test_known_cells_are_never_covers(counts, known):
    released = release(counts, known=known)
    assert [key for key in known & set(counts) if counts[key] >= 10 and not released.cells[key].is_shown] == []


def test_a_reader_who_can_run_the_rule_backwards_learns_no_hidden_count():
    """All tables of three counts that add up to less than 32, grouped by what is shown of them and their exact total: no hidden count is the same in all of a group."""
    groups = {}
    for counts in itertools.product(range(32), repeat=3):
        released = release(dict(enumerate(counts)))
        if released.total.is_shown and sum(counts) < 32:
            shown_exactly = tuple(count if released.cells[key].is_shown else released.cells[key].mark for key, count in enumerate(counts))
            groups.setdefault((sum(counts), shown_exactly), []).append(counts)
    revealed = [
        shown_exactly
        for (_, shown_exactly), tables in groups.items()
        for key, mark in enumerate(shown_exactly)
        if isinstance(mark, Mark) and len({table[key] for table in tables}) == 1
    ]
    assert revealed == []
