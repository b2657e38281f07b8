import pytest

from applicants.applications.merge import Base, LogLine, contested, merge, ours

LOG = [LogLine(6, "bbb", {"title": "de B"}), LogLine(3, "aaa", {"title": "al abrir", "town": "Bacalar"})]


@pytest.mark.parametrize("text", ["", "x", "-1", "7;title", "7;title=", "7;tit le=3", "٧", "9" * 30, "18", "7;title=18"])
def test_base_that_is_none_has_seen_nothing(text):
    assert Base.parse(text, 17) == Base(0, {})


def test_base_names_a_revision_for_all_and_later_ones_for_some():
    base = Base.parse("4;title=6;town=5", 17)
    assert [base.of("title"), base.of("town"), base.of("synopsis")] == [6, 5, 4]
    assert str(base) == "4;title=6;town=5"


def test_answer_that_nobody_else_touched_is_written():
    merged = merge(values={"title": "A", "town": None}, stored={"town": "Bacalar"}, rivals=set(), base=Base(3), log=[])
    assert (merged.changes, merged.conflicts) == ({"title": "A", "town": None}, {})


def test_answer_that_is_as_stored_changes_nothing():
    merged = merge(values={"title": "A"}, stored={"title": "A"}, rivals={"title"}, base=Base(3), log=LOG)
    assert (merged.changes, merged.conflicts) == ({}, {})


def test_contested_are_those_written_since_and_different():
    stored = {"title": "de B", "town": "Bacalar"}
    assert contested(
        values={"title": "de A", "town": "Bacalar", "note": "x"}, stored=stored, revisions={"title": 6, "town": 6}, base=Base(4)
    ) == {"title"}


def test_answer_that_this_page_left_alone_stays_as_the_other_device_wrote_it():
    merged = merge(values={"title": "al abrir"}, stored={"title": "de B"}, rivals={"title"}, base=Base(4), log=LOG)
    assert (merged.changes, merged.conflicts) == ({}, {})


def test_answer_that_both_changed_is_kept_beside():
    merged = merge(values={"title": "de A"}, stored={"title": "de B"}, rivals={"title"}, base=Base(4), log=LOG)
    assert (merged.changes, merged.conflicts) == ({}, {"title": "de A"})


def test_answer_that_one_device_cleared_and_the_other_changed_is_kept_beside():
    log = [LogLine(6, "bbb", {"title": None}), LOG[1]]
    merged = merge(values={"title": "de A"}, stored={}, rivals={"title"}, base=Base(4), log=log)
    assert (merged.changes, merged.conflicts) == ({}, {"title": "de A"})


def test_page_whose_own_save_was_not_answered_is_no_other_device():
    assert ours("title", base=Base(4), page="bbb", log=LOG) is True
    assert ours("title", base=Base(2), page="bbb", log=LOG) is False
    assert ours("title", base=Base(4), page="", log=LOG) is False
