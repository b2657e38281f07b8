"""No small count follows from what is shown. The attacker here knows the exact total and shown counts, rounding aside, the rule, and who is named."""

import itertools

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from applicants.disclosure.control import covers
from applicants.disclosure.control.apart import apart
from applicants.disclosure.control.release import Cell, Mark, release, release_one, share

SMALL, COVERED = Cell(None, Mark.SMALL), Cell(None, Mark.COVERED)


def shown(value):
    return Cell(value, Mark.SHOWN)


def test_counts_that_stand_alone_are_hidden_under_ten_and_else_rounded_to_five():
    assert [release_one(count) for count in (0, 9, 10, 12, 13, 1308)] == [SMALL, SMALL, shown(10), shown(10), shown(15), shown(1310)]
    assert str(release_one(1308)) == "1,310"


def test_nothing_is_hidden_when_every_count_is_large():
    assert release({"a": 20, "b": 31}) == {"a": shown(20), "b": shown(30)}


def test_a_lone_small_count_gets_a_cover():
    assert release({"yes": 3, "no": 27}) == {"yes": SMALL, "no": COVERED}


def test_small_counts_cover_one_another_where_one_of_them_may_be_known():
    assert release({"a": 3, "b": 4, "c": 5, "d": 6, "e": 4, "f": 40}) == {**dict.fromkeys("abcde", SMALL), "f": shown(40)}
    assert release({"a": 9, "b": 9, "c": 0, "d": 60})["d"] == COVERED  # who knows that c must be zero would know a and b


def test_where_no_cover_is_enough_nothing_is_said():
    assert release({"a": 3, "b": 12}) == {"a": COVERED, "b": COVERED}


def test_those_who_are_named_are_taken_off_before_anything_is_shown():
    """Of 12 from a place 9 are named: the other 3 would be told by subtraction. Where all of many are named, nobody is left to protect but all are counted."""
    assert release({"a": 12, "b": 40, "c": 40}, named={"a": 9})["a"] == COVERED
    assert release({"a": 33, "b": 40}, named={"a": 21, "b": 3}) == {"a": shown(35), "b": shown(40)}


def test_no_counts_at_all():
    assert release({}) == {}


def test_which_cell_is_the_cover_is_drawn_with_the_key_of_the_portal(settings):
    counts = dict.fromkeys(range(12), 20) | {"small": 3}

    def cover(table):
        return next(key for key, cell in release(counts, table=table).items() if cell == COVERED)

    here = [cover(f"{cohort}:entities") for cohort in range(20)]
    assert here == [cover(f"{cohort}:entities") for cohort in range(20)]
    assert len(set(here)) > 4
    settings.SECRET_KEY = "another"
    assert here != [cover(f"{cohort}:entities") for cohort in range(20)]


def test_a_percentage_comes_from_shown_figures_only():
    assert share(release_one(28), release_one(31)) == 100
    assert share(release_one(9), release_one(30)) is None
    assert share(release_one(30), release_one(3)) is None
    assert share(Cell(30, Mark.NEAR), release_one(30)) is None


counts_of_a_table = st.dictionaries(st.integers(0, 40), st.one_of(st.integers(0, 14), st.integers(0, 400)), max_size=34)


@examples(max_examples=100, deadline=None)
@given(counts=counts_of_a_table, threshold=st.sampled_from([5, 10]), insider=st.booleans())
def test_linear_reasoning_leaves_each_small_count_its_whole_range(counts, threshold, insider):
    """In tables of any size; an insider knows one small count more, whichever it is."""
    cells = release(counts, threshold=threshold)
    assert all(cell.value is None or (abs(cell.value - counts[key]) <= 2 and counts[key] >= threshold) for key, cell in cells.items())
    hidden = [key for key, cell in cells.items() if not cell.is_shown]
    if Mark.SMALL not in {cell.mark for cell in cells.values()}:
        return
    small = [key for key in hidden if cells[key].mark is Mark.SMALL]
    known = {small[0]} if insider and len(small) > 1 else set()
    rest = sum(counts[key] for key in hidden if key not in known)
    bounds = {key: (0, threshold - 1) if key in small else (threshold, 10**6) for key in hidden if key not in known}
    for key in set(small) - known:
        others = [bounds[other] for other in bounds if other != key]
        assert rest - sum(high for _, high in others) <= 0
        assert rest - sum(low for low, _ in others) >= threshold - 1


def tables(parts, total):
    """All tables of so many counts that add up to the total."""
    if parts == 1:
        yield (total,)
    else:
        yield from ((first, *others) for first in range(total + 1) for others in tables(parts - 1, total - first))


@pytest.mark.parametrize("total", [19, 24, 33])
def test_a_reader_who_runs_the_rule_backwards_is_left_with_the_whole_range(total, monkeypatch):
    """All tables of three counts with that total, and all lots that may have been drawn: of what looks alike, a small count may be any of 0 to 9."""
    groups = {}
    for order, least in itertools.product(itertools.permutations(range(3)), (1, 2)):
        monkeypatch.setattr("applicants.disclosure.control.release.draw", lambda table, keys, lot=(order, least): lot)
        for counts in tables(3, total):
            cells = release(dict(enumerate(counts)))
            seen = tuple(count if cells[key].is_shown else cells[key].mark for key, count in enumerate(counts))
            groups.setdefault(seen, set()).add(counts)
    for seen, alike in groups.items():
        for key, mark in enumerate(seen):
            possible = {counts[key] for counts in alike}
            if mark is Mark.SMALL:
                assert possible == set(range(10)), seen
            elif mark is Mark.COVERED:
                assert max(possible) - min(possible) >= 9, seen


def test_one_cover_more_than_needed_is_drawn_now_and_then():
    drawn = [covers.draw(f"{table}", "ab")[1] for table in range(400)]
    assert drawn.count(1) > 300
    assert max(drawn) > 1


def test_stages_are_shown_where_they_are_ten_apart():
    cells = apart(
        {"started": 412, "submitted": 300, "eligible": 252, "enrolled": 30}, first=("submitted", "enrolled", "eligible", "started")
    )
    assert [str(cell) for cell in cells.values()] == ["410", "300", "250", "30"]


def test_a_stage_that_is_near_another_one_is_about_as_many():
    """Of 48 who handed in 45 were eligible: that 3 were not is a small count like any other, and so it is with none."""
    for eligible in (48, 45, 39):
        cells = apart(
            {"started": 90, "submitted": 48, "eligible": eligible, "enrolled": 12}, first=("submitted", "enrolled", "eligible", "started")
        )
        assert [str(cell) for cell in cells.values()] == ["90", "50", "about 50", "10"]


def test_the_number_enrolled_does_not_say_how_many_are_not_named():
    for enrolled in (27, 28, 36):
        cells = apart({"submitted": 300, "enrolled": enrolled}, first=("submitted", "enrolled"), named=27)
        assert [str(cell) for cell in cells.values()] == ["300", "27 or more"]
    assert str(apart({"submitted": 300, "enrolled": 37}, first=("submitted", "enrolled"), named=27)["enrolled"]) == "35"


def test_a_stage_that_matters_less_gives_way():
    stages = {"submitted": 135, "offered": 35, "enrolled": 30}
    cells = apart(stages, first=("submitted", "enrolled", "offered"), named=21)
    assert [str(cell) for cell in cells.values()] == ["135", "hidden", "21 or more"]


def test_a_stage_between_two_that_are_close_is_hidden():
    cells = apart({"submitted": 30, "offered": 21, "enrolled": 15}, first=("submitted", "enrolled", "offered"))
    assert [str(cell) for cell in cells.values()] == ["30", "hidden", "15"]


def test_a_stage_that_was_left_out_is_hidden():
    cells = apart({"submitted": 90, "reviewed": 0, "enrolled": 30}, first=("submitted", "enrolled", "reviewed"), named=12)
    assert [str(cell) for cell in cells.values()] == ["90", "hidden", "30"]


def nested(stages, most, least):
    """All rows of so many stages, none with more people than the one before."""
    if not stages:
        yield ()
    else:
        yield from ((first, *others) for first in range(least, most + 1) for others in nested(stages - 1, first, least))


@pytest.mark.parametrize(("first", "named"), [((1, 3, 2, 0), 0), ((1, 3, 0, 2), 4)])
def test_who_dropped_out_between_two_stages_stays_one_of_ten_numbers(first, named):
    """All funnels of four stages with up to 26 people, by what is shown of them."""
    most, groups = 26, {}
    for counts in nested(4, most, named):
        cells = apart(dict(enumerate(counts)), first=first, named=named)
        seen = tuple(count if cells[stage].is_shown else cells[stage] for stage, count in enumerate(counts))
        groups.setdefault(seen, set()).add(counts)
    for seen, alike in groups.items():
        if max(counts[0] for counts in alike) > most - 10:
            continue  # part of what looks alike has more people than were tried
        for stage in range(4):
            dropped = {counts[stage] - (*counts[1:], named)[stage] for counts in alike}
            assert min(dropped) > 9 or max(dropped) - min(dropped) >= 9, (seen, stage)
