"""No small cell of a cross-table follows from what is shown. The attacker knows all margins that are shown, all shown cells exactly, and reckons with all
sums at once: the bounds of a transportation problem, found by augmenting flows (exact, and nothing of the rule is used)."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.disclosure.control.grid import REST, release_grid
from applicants.disclosure.control.release import Mark, release


def published(counts, threshold=5, table="t", base=1):
    """Both tables of one question, and the cross-table."""
    margins = [margin(counts, axis) for axis in (0, 1)]
    shown = [release(each, table=f"{table}:{axis}", threshold=threshold, base=base) for axis, each in enumerate(margins)]
    return release_grid(counts, rows=shown[0], columns=shown[1], table=table, threshold=threshold, base=base), shown


def margin(counts, axis):
    found = {}
    for place, count in counts.items():
        found[place[axis]] = found.get(place[axis], 0) + count
    return found


def pooled(counts, grid):
    found = dict.fromkeys(grid.cells, 0)
    if not found:
        return {}
    for (row, column), count in counts.items():
        found[row if row in grid.rows else REST, column if column in grid.columns else REST] += count
    return found


def bound(counts, bounds, place, direction):
    """The largest (direction 1) or smallest (-1) value of a hidden cell, margins and shown cells being what they are."""
    now = dict(counts)
    while 0 <= bounds[place][0] <= now[place] + direction <= bounds[place][1]:
        path = detour(now, bounds, place, direction)
        if path is None:
            return now[place]
        now[place] += direction
        for step, each in enumerate(path):
            now[each] += -direction if step % 2 == 0 else direction
    return now[place]


def detour(now, bounds, place, direction):
    """Hidden cells that take turns in giving and taking, from the column of the cell back to its row."""
    row, column = place
    seen, ways = {("column", column)}, [(("column", column), [])]
    while ways:
        (kind, at), path = ways.pop(0)
        for each in bounds:
            if each == place or each in path or each[kind == "column"] != at:
                continue
            change = -direction if len(path) % 2 == 0 else direction
            if not bounds[each][0] <= now[each] + change <= bounds[each][1]:
                continue
            node = ("row", each[0]) if kind == "column" else ("column", each[1])
            if node == ("row", row):
                return [*path, each]
            if node not in seen:
                seen.add(node)
                ways.append((node, [*path, each]))
    return None


LARGE = 10**6
tables = st.integers(2, 5).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=rows * columns, max_size=rows * columns).map(
            lambda values: dict(zip(itertools.product(range(rows), "abcde"[:columns]), values, strict=True))
        )
    )
)


@examples(max_examples=150, deadline=None)
@given(counts=tables, threshold=st.sampled_from([5, 10]))
@example(counts=dict(zip(itertools.product(range(2), "ab"), (3, 30, 30, 40), strict=True)), threshold=5)
def test_all_sums_together_leave_each_small_cell_its_whole_range(counts, threshold):
    grid, _margins = published(counts, threshold)
    true = pooled(counts, grid)
    for place, cell in grid.cells.items():
        assert cell.value is None or (cell.value == true[place] and cell.value >= threshold)
    small = [place for place, cell in grid.cells.items() if cell.mark is Mark.SMALL]
    hidden = {place for place, cell in grid.cells.items() if not cell.is_shown}
    for place in hidden:
        limits = {each: (0, threshold - 1) if each in small else (threshold if small else 0, LARGE) for each in hidden}
        low, high = (bound(true, limits, place, direction) for direction in (-1, 1))
        if place in small:
            assert (low, high) == (0, threshold - 1), (place, grid)
        else:
            assert high - low >= threshold - 1, (place, grid)


@examples(max_examples=60, deadline=None)
@given(counts=tables, threshold=st.sampled_from([5, 10]))
def test_what_a_table_of_one_question_hides_stays_hidden(counts, threshold):
    """Hidden answers are one row together, of a size that follows from that table anyway; rounded, it shows no more."""
    grid, margins = published(counts, threshold, base=5)
    for axis, keys in ((0, grid.rows), (1, grid.columns)):
        assert set(keys) - {REST} <= {key for key, cell in margins[axis].items() if cell.is_shown}
    assert all(cell.value % 5 == 0 for cell in grid.cells.values() if cell.is_shown)
    if REST in grid.rows:
        assert sum(count for (row, _), count in pooled(counts, grid).items() if row == REST) >= threshold


def splits(total, most):
    """All ways to share a total among cells that hold at most so many each."""
    if len(most) == 1:
        yield from [(total,)] if total <= most[0] else []
    else:
        for first in range(min(total, most[0]) + 1):
            yield from ((first, *others) for others in splits(total - first, most[1:]))


def tables_with(rows, columns):
    """All tables with these margins."""
    if not rows:
        yield {}
    else:
        for line in splits(rows[0], columns):
            left = tuple(column - count for column, count in zip(columns, line, strict=True))
            for others in tables_with(rows[1:], left):
                yield {(len(rows), at): count for at, count in enumerate(line)} | others


@pytest.mark.parametrize(
    ("rows", "columns", "threshold"),
    [((5, 6, 6), (6, 11), 2), ((4, 5, 5, 6), (9, 11), 2), ((6, 7, 8), (6, 7, 8), 2), ((9, 10, 11), (13, 17), 3), ((7, 8, 9), (7, 8, 9), 2)],
)
def test_every_table_that_fits_what_is_shown_is_tried(rows, columns, threshold):
    """By brute force: a small cell has each of its values in one of them."""
    every, tried = list(tables_with(rows, columns)), 0
    for counts in every[:: max(1, len(every) // 60)]:
        grid, _margins = published(counts, threshold)
        small = [place for place, cell in grid.cells.items() if cell.mark is Mark.SMALL]
        fitting = [other for other in (pooled(each, grid) for each in every) if fits(other, grid, threshold)] if small else []
        tried += len(small)
        assert [place for place in small if {other[place] for other in fitting} != set(range(threshold))] == []
    assert tried > 5


def fits(counts, grid, threshold):
    """Whether a table has nothing that differs from what is seen."""
    return all(
        counts[place] == cell.value if cell.is_shown else (counts[place] < threshold) == (cell.mark is Mark.SMALL)
        for place, cell in grid.cells.items()
    )


def test_a_small_cell_gets_a_rectangle_and_the_rest_is_shown():
    rows = {"woman": 60, "man": 60, "non_binary": 40}
    counts = {(row, column): 20 for row in rows for column in ("yes", "no", "prefer_not")} | {("woman", "yes"): 3, ("non_binary", "no"): 30}
    grid, _margins = published(counts)
    hidden = {place for place, cell in grid.cells.items() if not cell.is_shown}
    assert len(hidden) == 4 and grid.cells["woman", "yes"].mark is Mark.SMALL
    assert len({row for row, _ in hidden}) == len({column for _, column in hidden}) == 2


def test_answers_that_leave_no_room_are_one_line_with_the_next_smallest():
    counts = {(row, column): 20 for row in "abc" for column in "xyz"} | {("d", column): 3 for column in "xyz"}
    grid, (rows, _columns) = published(counts)
    assert rows["d"].is_shown and grid.rows[-1] == REST and len(grid.rows) == 3
    assert all(cell.is_shown for cell in grid.cells.values())


def test_where_too_little_is_left_there_is_no_cross_table():
    assert published({(row, column): 5 for row in "abc" for column in "xyz"} | {("a", "x"): 4})[0].cells != {}
    assert published({("a", "x"): 1, ("b", "x"): 2, ("a", "y"): 0, ("b", "y"): 2})[0].cells == {}
    assert published({("a", "x"): 90, ("b", "x"): 2, ("a", "y"): 0, ("b", "y"): 2})[0].cells == {}


def test_at_most_twelve_answers_have_a_line_of_their_own():
    counts = {(row, column): 30 + row for row in range(40) for column in "xy"}
    grid, _margins = published(counts)
    assert (len(grid.rows), len(grid.columns)) == (13, 2)
