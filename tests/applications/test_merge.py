import pytest

from applicants.applications.draft.merge import Base, LogLine, Slot, as_read, as_written, contested, is_overtaken, merge, ours, with_turn


def line(revision, page, **answers):
    return LogLine(revision, page, slots(**answers))


def slots(**answers):
    return {key: value if isinstance(value, Slot) else Slot(value) for key, value in answers.items()}


LOG = [line(6, "bbb", title="de B"), line(3, "aaa", title="al abrir", town="Bacalar")]
TYPED = Slot("63 palabras", True)


@pytest.mark.parametrize("text", ["", "x", "-1", "7;title", "7;title=", "7;tit le=3", "٧", "9" * 30, "18", "7;title=18"])
def test_base_that_is_none_has_seen_nothing(text):
    assert Base.parse(text, 17) == Base(0, {})


def test_base_names_a_revision_for_all_and_later_ones_for_some():
    base = Base.parse("4;title=6;town=5", 17)
    assert [base.of("title"), base.of("town"), base.of("synopsis")] == [6, 5, 4]
    assert str(base) == "4;title=6;town=5"


def test_slots_stand_in_the_log_with_a_mark_for_what_was_only_typed():
    assert as_written(slots(title="A", story=TYPED)) == {"title": "A", "story!": "63 palabras"}
    assert as_read({"title": "A", "story!": "63 palabras"}) == slots(title="A", story=TYPED)


@pytest.mark.parametrize(
    ("sent", "stored", "rivals", "changes", "conflicts"),
    [
        (slots(title="A", town=None), slots(town="Bacalar"), set(), slots(title="A", town=None), {}),  # nobody else touched it
        (slots(title="A"), slots(title="A"), {"title"}, {}, {}),  # as stored
        (slots(title="al abrir"), slots(title="de B"), {"title"}, {}, {}),  # left alone here, written there
        (slots(title="de A"), slots(title="de B"), {"title"}, {}, slots(title="de A")),  # changed here and there
        (slots(title="de A"), slots(), {"title"}, {}, slots(title="de A")),  # changed here, cleared there
        (slots(title="al abrir"), slots(title=TYPED), {"title"}, {}, {}),  # left alone here, too long there
        (slots(title=TYPED), slots(title="de B"), {"title"}, {}, slots(title=TYPED)),  # too long here, changed there
        (slots(title="al abrir"), slots(title=TYPED), set(), slots(title="al abrir"), {}),  # shortened again
    ],
)
def test_merging_writes_what_is_new_and_keeps_both_where_both_are(sent, stored, rivals, changes, conflicts):
    merged = merge(sent=sent, stored=stored, rivals=rivals, base=Base(4), log=LOG)
    assert (merged.changes, merged.conflicts) == (changes, conflicts)


def test_contested_are_those_written_since_and_different():
    stored = slots(title="de B", town="Bacalar", story=TYPED)
    sent = slots(title="de A", town="Bacalar", note="x", story="corto")
    assert contested(sent=sent, stored=stored, revisions={"title": 6, "town": 6, "story": 5}, base=Base(4)) == {"title", "story"}


def test_page_whose_own_save_was_not_answered_is_no_other_device():
    assert ours("title", base=Base(4), page="bbb", log=LOG) is True
    assert ours("title", base=Base(2), page="bbb", log=LOG) is False
    assert ours("title", base=Base(4), page="", log=LOG) is False
    assert ours("title", base=Base(6), page="bbb", log=LOG) is False, "who wrote it is not known"


def test_save_that_something_newer_of_its_page_has_overtaken():
    turns = with_turn(with_turn([], "aaa", 1), "bbb", 3)
    assert turns == [["aaa", 1], ["bbb", 3]]
    assert [is_overtaken(turns, "bbb", turn) for turn in (2, 3, 4)] == [True, False, False]
    assert is_overtaken(turns, "ccc", 0) is False
    assert with_turn(turns, "ccc", 0) is turns
    for number in range(30):
        turns = with_turn(turns, f"p{number}", 1)
    assert len(turns) == 12
